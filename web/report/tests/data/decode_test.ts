import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeReport, UnreadableReport } from '../../src/data/decode';

const pack = (value: unknown): string => gzipSync(JSON.stringify(value)).toString('base64');
const run = { id: 'r1', timestamp: '', command: 'piobench run', shared: {}, cases: [] };
const remedy = async (text: string): Promise<string> => {
  try {
    await decodeReport(text);
  } catch (error) {
    if (error instanceof UnreadableReport) return `${error.message} ${error.remedy}`;
    throw error;
  }
  return 'it was read';
};

describe('decodeReport', () => {
  it('reads base64 of gzip of JSON, whatever white space stands around it', async () => {
    const report = await decodeReport(`\n ${pack({ schema: 'inference-pio/report/1', runs: [run] })}\n`);
    expect(report.runs[0]!.id).toBe('r1');
    expect(report.comparison).toBeNull();
    expect(report.histories).toEqual([]);
  });

  it('keeps text of any kind', async () => {
    const text = '<script>alert(1)</script> "\' \u0000 \u202e עברית 😀';
    const report = await decodeReport(pack({ schema: 'inference-pio/report/1', runs: [{ ...run, command: text }] }));
    expect(report.runs[0]!.command).toBe(text);
  });

  it('says that the page is empty where no data were put in', async () => {
    expect(await remedy('@REPORT_DATA@')).toContain('empty page');
  });

  it('says what is damaged, and what helps', async () => {
    expect(await remedy('***')).toMatch(/not base64.*piobench report/);
    expect(await remedy(btoa('no gzip'))).toContain('cannot be unpacked');
    const whole = pack({ schema: 'inference-pio/report/1', runs: [run] });
    expect(await remedy(whole.slice(0, 40))).toContain('cannot be unpacked');
    expect(await remedy(gzipSync('{').toString('base64'))).toContain('not JSON');
  });

  it('refuses a schema that it does not know, and names it', async () => {
    expect(await remedy(pack({ schema: 'inference-pio/report/2', runs: [run] }))).toContain('"inference-pio/report/2"');
    expect(await remedy(pack([]))).toContain('not a document');
  });

  it('refuses reports without runs, and runs without cases', async () => {
    expect(await remedy(pack({ schema: 'inference-pio/report/1', runs: [] }))).toContain('no run');
    expect(await remedy(pack({ schema: 'inference-pio/report/1', runs: [run, { id: 'x' }] }))).toContain('Run 2');
  });
});
