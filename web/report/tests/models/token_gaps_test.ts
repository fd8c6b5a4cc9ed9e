import { describe, expect, it } from 'vitest';
import { exemplarsOf } from '../../src/data/record';
import { gapQuantiles, gapsOf, tokenStrips } from '../../src/models/token_gaps';
import { sampleCases } from '../fixtures/sample_run';

describe('gapsOf', () => {
  it('marks gaps of more than three times the median', () => {
    const gaps = gapsOf({ case: 'c', spans: [], token_gaps_s: [[0.01, 0.01, 0.04, 0.01, 0.01], [0.5]] });
    expect(gaps.map((gap) => [gap.token, Math.round(gap.gap * 1e3), gap.stalled])).toEqual([
      [2, 10, false],
      [3, 10, false],
      [4, 40, true],
      [5, 10, false],
      [6, 10, false],
    ]);
  });
  it('has none where a run kept none, or no sequence has two tokens', () => {
    expect(gapsOf({ case: 'c', spans: [] })).toEqual([]);
    expect(gapsOf({ case: 'c', spans: [], token_gaps_s: [] })).toEqual([]);
    expect(gapsOf({ case: 'c', spans: [], token_gaps_s: [[], []] })).toEqual([]);
  });
});

describe('tokenStrips', () => {
  it('says where the longest gap was', () => {
    const cases = sampleCases([{ metrics: { itl: 1 } }], {
      exemplars: [{ case: 'm/performance/generation', spans: [], token_gaps_s: [[0.01, 0.07, 0.01]] }],
    });
    const [strip] = tokenStrips(cases, exemplarsOf(cases[0]!.run));
    expect(strip!.caption).toContain('median sample of m. Longest');
    expect(strip!.caption).toContain('Longest: 70 ms, before token 3. 1 stall');
    expect(strip!.table.rows[1]!.map((entry) => entry.text)).toEqual(['3', '70 ms', 'stall']);
  });
  it('shows the first sequence, and says how many others the sample has', () => {
    const cases = sampleCases([{ metrics: { itl: 1 } }], {
      exemplars: [{ case: 'm/performance/generation', spans: [], token_gaps_s: [[0.01], [0.9], [0.9], [0.9]] }],
    });
    const [strip] = tokenStrips(cases, exemplarsOf(cases[0]!.run));
    expect(strip!.gaps.map((gap) => gap.gap)).toEqual([0.01]);
    expect(strip!.caption).toContain('of m, sequence 1 (3 others of the sample not shown). Longest: 10 ms');
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
