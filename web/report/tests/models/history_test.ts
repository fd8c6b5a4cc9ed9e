import { describe, expect, it } from 'vitest';
import { historyModels } from '../../src/models/history';

const point = (run: string, value: number | null, disturbed = 0) => ({
  run,
  timestamp: '2026-11-01T00:00:00Z',
  commit: 'c',
  value,
  disturbed_samples: disturbed,
});

describe('historyModels', () => {
  const [model] = historyModels([
    {
      case: 'b[n=1]',
      series: [
        {
          metric: 'decode_fast',
          statistic: 'fast_quartile',
          unit: 's',
          points: [point('r1', 0.02), point('r2', 0.021, 3), point('r3', 0.03)],
          steps: [
            { index: 2, ratio: 1.5, accepted: 'a new kernel' },
            { index: 9, ratio: 2 },
          ],
        },
      ],
    },
  ]);

  it('tells steps, accepted ones with their reason, and disturbed runs', () => {
    expect(model!.caption).toBe(
      '3 runs; the last one 30 ms. 1 step: +50.0 % at r3 (accepted: a new kernel). Hollow diamonds: 1 run with disturbed samples.',
    );
    expect(model!.title).toBe('Token gap, fast of b[n=1]');
    expect(model!.table.rows[2]!.map((entry) => entry.text)).toEqual(
      ['r3', '2026-11-01', 'c', '30 ms', '0', '+50.0 %, accepted: a new kernel'].map((text) =>
        text === '2026-11-01' ? '2026-11-01T00:00:00Z' : text,
      ),
    );
  });
  it('is none without values', () => {
    expect(historyModels([{ metric: 'ttft', points: [point('r1', null)] }, {}])).toEqual([]);
  });
});
