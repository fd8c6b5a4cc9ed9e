import { describe, expect, it } from 'vitest';
import { exemplarsOf } from '../../src/data/record';
import { gapQuantiles, gapsOf, tokenStrips } from '../../src/models/token_gaps';
import { sampleCases } from '../fixtures/sample_run';

const MS = 1e6;

describe('gapsOf', () => {
  it('marks gaps of more than three times the median', () => {
    const gaps = gapsOf({ case: 'c', spans: [], token_ns: [[0, 10, 20, 60, 70, 80].map((stamp) => stamp * MS)] });
    expect(gaps.map((gap) => [gap.token, Math.round(gap.gap * 1e3), gap.stalled])).toEqual([
      [2, 10, false],
      [3, 10, false],
      [4, 40, true],
      [5, 10, false],
      [6, 10, false],
    ]);
  });
  it('reads spans of single tokens too, of the first sequence', () => {
    const token = (begin: number, end: number, sequence: number) => ({
      name: 'token',
      begin_ns: begin * MS,
      end_ns: end * MS,
      sequence,
    });
    const gaps = gapsOf({ case: 'c', spans: [token(0, 10, 0), token(0, 99, 1), token(10, 25, 0)] });
    expect(gaps.map((gap) => Math.round(gap.gap * 1e3))).toEqual([10, 15]);
  });
  it('has none where a run kept none', () => expect(gapsOf({ case: 'c', spans: [] })).toEqual([]));
});

describe('tokenStrips', () => {
  it('says where the longest gap was', () => {
    const cases = sampleCases([{ metrics: { itl: 1 } }], {
      exemplars: [{ case: 'm/performance/generation', spans: [], token_ns: [[0, 10 * MS, 80 * MS, 90 * MS]] }],
    });
    const [strip] = tokenStrips(cases, exemplarsOf(cases[0]!.run));
    expect(strip!.caption).toContain('Longest: 70 ms, before token 3. 1 stall');
    expect(strip!.table.rows[1]!.map((entry) => entry.text)).toEqual(['3', '70 ms', 'stall']);
  });
});

describe('gapQuantiles', () => {
  it('leaves a quantile without enough gaps out, and shows why in the table', () => {
    const cases = sampleCases([
      {
        metrics: {
          'itl p50': { value: 0.01, low: 0.009, high: 0.011, statistic: 'p50', unit: 's' },
          'itl p90': { value: 0.02, low: 0.018, high: 0.022, statistic: 'p90', unit: 's' },
        },
      },
    ]);
    const model = gapQuantiles(cases)!;
    expect(model.quantiles.map((quantile) => quantile.name)).toEqual(['p50', 'p90']);
    expect(model.table.rows[0]!.map((entry) => entry.text)).toEqual([
      'm',
      '10 ms',
      '9 to 11 ms',
      '20 ms',
      '18 to 22 ms',
      '–',
      '',
    ]);
  });
});
