// The script as `piobench report --svg` runs it: built, in a process of its own, away from any node_modules.
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartFiles } from '../../svg/chart_files';
import { twoRuns } from '../fixtures/grown_report';
import { reportDocument } from '../fixtures/report_document.mjs';
import { sampleRun } from '../fixtures/sample_run';
import { fullReport } from './drawn_report';

const BUILT = fileURLToPath(new URL('../../dist/draw_svg.mjs', import.meta.url));
let folder: string;
let count = 0;

beforeAll(() => {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is missing: run npm run build first`);
  folder = mkdtempSync(join(tmpdir(), 'pio-draw-svg-'));
  copyFileSync(BUILT, join(folder, 'draw_svg.mjs'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fresh = (): string => join(folder, `out ${count++}`);

function draw(input: unknown, ...words: string[]) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return spawnSync(process.execPath, [join(folder, 'draw_svg.mjs'), ...words], {
    input: text,
    encoding: 'utf8',
    cwd: folder,
  });
}

describe('the built script', () => {
  it.each([
    ['', fullReport()],
    [' of hostile text', fullReport((text) => `${text}</text>\u0000\ud800"&`)],
    [' of names that every object inherits', fullReport(() => '__proto__')],
  ])('writes what is drawn%s, and prints its names', (_, report) => {
    const out = fresh();
    const { status, stdout, stderr } = draw(report, out);
    expect([status, stderr]).toEqual([0, '']);
    const files = chartFiles(report);
    expect(stdout).toBe(files.map((file) => `${file.name}\n`).join(''));
    expect(readdirSync(out).sort()).toEqual(files.map((file) => file.name).sort());
    for (const file of files) expect(readFileSync(join(out, file.name), 'utf8')).toBe(file.text);
  });

  it('writes the same bytes again, over what was there', () => {
    const out = fresh();
    draw(twoRuns(), out);
    const before = readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'));
    writeFileSync(join(out, 'memory.svg'), 'old');
    expect(draw(twoRuns(), out).status).toBe(0);
    expect(readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(before);
  });

  it('does nothing where there is no chart', () => {
    const out = fresh();
    const { status, stdout, stderr } = draw(reportDocument([sampleRun([])]), out);
    expect([status, stdout, stderr]).toEqual([0, '', '']);
    expect(existsSync(out)).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['no JSON, with line ends', '{"a":\n\nb\u0000}'],
    ['no report', '[]'],
    ['another schema', '{"schema":"\\u0000\\n2"}'],
    ['no run', '{"schema":"inference-pio/report/1","runs":[]}'],
    ['half a run', '{"schema":"inference-pio/report/1","runs":[{"id":"a"}]}'],
    ['a comparison without rows', JSON.stringify({ ...twoRuns(), comparison: {} })],
  ])('refuses %s in one line', (_, input) => {
    const out = fresh();
    const { status, stdout, stderr } = draw(input, out);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^draw_svg: [^\u0000-\u001f]+\n$/);
    expect(existsSync(out)).toBe(false);
  });

  it('names the file that cannot be written, and leaves no half of it', () => {
    const out = fresh();
    mkdirSync(join(out, 'memory.svg'), { recursive: true }); // a folder where the file should be
    const { status, stderr } = draw(twoRuns(), out);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^draw_svg: [^\n]+memory\.svg cannot be written: [^\n]+\n$/);
    expect(readdirSync(out).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('names the folder that cannot be made', () => {
    const out = join(folder, 'draw_svg.mjs', 'below a file');
    const { status, stderr } = draw(twoRuns(), out);
    expect(status).toBe(1);
    expect(stderr).toContain(`${out} cannot be made`);
  });

  it.each([[[]], [['']], [['a', 'b']]])('tells how it is called: %j', (words) => {
    const { status, stderr } = draw(twoRuns(), ...words);
    expect([status, stderr]).toEqual([2, 'usage: node draw_svg.mjs DIR < report.json\n']);
  });
});
