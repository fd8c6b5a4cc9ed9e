// node draw_svg.mjs DIR < report.json: draws the charts of the report's last run into DIR, and prints the files' names.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { checkReport } from '../src/data/decode';
import type { ReportDocument } from '../src/data/document';
import { chartFiles, type ChartFile } from './chart_files';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function readReport(): Promise<ReportDocument> {
  try {
    return checkReport(JSON.parse(await text(process.stdin)));
  } catch (error) {
    throw new Error(
      `standard input is no report: ${reason(error)} Hand over what \`piobench report RUN --json -\` prints.`,
    );
  }
}

function draw(report: ReportDocument): ChartFile[] {
  try {
    return chartFiles(report);
  } catch (error) {
    throw new Error(
      `the charts of this report cannot be drawn: ${reason(error)}. Is it the output of another version?`,
    );
  }
}

// Written aside and renamed, so that nobody sees half a file.
function writeWhole(path: string, content: string): void {
  const aside = `${path}.${process.pid}.part`;
  try {
    writeFileSync(aside, content);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw new Error(`${path} cannot be written: ${reason(error)}. Choose a folder that can be written to.`);
  }
}

async function main(folder: string): Promise<void> {
  // All are drawn before the first is written: a chart that cannot be drawn leaves no half of the set.
  const files = draw(await readReport());
  if (files.length > 0) {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new Error(`${folder} cannot be made: ${reason(error)}. Choose a folder that can be written to.`);
    }
  }
  for (const file of files) {
    writeWhole(join(folder, file.name), file.text);
    process.stdout.write(`${file.name}\n`);
  }
}

const [folder, ...more] = process.argv.slice(2);
if (folder === undefined || folder === '' || more.length > 0) {
  process.stderr.write('usage: node draw_svg.mjs DIR < report.json\n');
  process.exitCode = 2;
} else {
  try {
    await main(folder);
  } catch (error) {
    // One line, whatever a message quotes of its input.
    process.stderr.write(`draw_svg: ${reason(error).replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ')}\n`);
    process.exitCode = 1;
  }
}
