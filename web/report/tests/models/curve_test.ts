import { describe, expect, it } from 'vitest';
import type { ScalingLaw } from '../../src/data/document';
import { curveModel } from '../../src/models/curve';
import { lawText, lawValue } from '../../src/models/laws';
import { sampleCases } from '../fixtures/sample_run';

const point = (model: string, n: number, batch: number, value: number | null) => ({
  model,
  benchmark: `${model}/performance/generation`,
  parameters: { sequence_length: n, batch_size: batch },
  metrics: { ttft: value === null ? null : { value, low: value * 0.9, high: value * 1.1 } },
});
const law: ScalingLaw = {
  benchmark: 'a/performance/generation',
  parameters: { batch_size: 1 },
  axis: 'sequence_length',
  metric: 'ttft',
  unit: 's',
  law: 'line',
  coefficients: [
    { name: 'a', value: 0.1, low: 0.05, high: 0.2 },
    { name: 'b', value: 0.001, low: null, high: null },
  ],
  points: [],
  residual_ratio: 0.01,
  peak_at: null,
  peak_value: null,
  note: '',
};

describe('curveModel', () => {
  it('draws a line for each set of cases that differ in the axis alone, by x', () => {
    const model = curveModel(
      sampleCases([point('a', 512, 1, 0.6), point('a', 128, 1, 0.2), point('a', 128, 2, 0.3), point('a', 512, 2, 0.9)]),
      'sequence_length',
      'ttft',
      [law],
    )!;
    expect(model.curves.map((curve) => curve.label)).toEqual(['batch size 1', 'batch size 2']);
    expect(model.curves[0]!.points.map((entry) => [entry.x, entry.value])).toEqual([
      [128, 0.2],
      [512, 0.6],
    ]);
    expect(model.curves[0]!.law?.fits).toBe(true);
    expect(model.curves[1]!.law).toBeNull();
    expect(model.scale).toMatchObject({ factor: 1000, unit: 'ms' });
    expect(model.caption).toContain(
      'batch size 1: 200 ms at 128, 600 ms at 512; y = a + b n, a = 0.1 (0.05 to 0.2), b = 0.001',
    );
    expect(model.table.rows).toHaveLength(4);
  });

  it('leaves out cases without value, and lines of a single point', () => {
    expect(
      curveModel(sampleCases([point('a', 128, 1, 0.2), point('a', 512, 1, null)]), 'sequence_length', 'ttft', []),
    ).toBeNull();
  });

  it('draws at most ten lines and says how many are left', () => {
    const cases = sampleCases(Array.from({ length: 12 }, (_, i) => [point('a', 1, i, 1), point('a', 2, i, 2)]).flat());
    const model = curveModel(cases, 'sequence_length', 'ttft', [])!;
    expect([model.curves.length, model.left, model.table.rows.length]).toEqual([10, 2, 24]);
    expect(model.caption).toContain('2 are not drawn');
  });
});

describe('laws', () => {
  const named = (name: string, ...values: [string, number][]): ScalingLaw => ({
    ...law,
    law: name,
    coefficients: values.map(([key, value]) => ({ name: key, value, low: null, high: null })),
  });
  it('are computed as docs/measurement.md writes them', () => {
    expect(lawValue(named('universal_scalability', ['lambda', 60], ['sigma', 0.1], ['kappa', 0.01]), 4)).toBeCloseTo(
      240 / 1.42,
    );
    expect(lawValue(named('power', ['a', 2], ['b', 3]), 2)).toBe(16);
    expect(lawValue(named('quadratic', ['a', 1], ['b', 2], ['c', 3]), 2)).toBe(17);
    expect(lawValue(named('none'), 2)).toBeNull();
  });
  it('say so where none fits', () =>
    expect(lawText({ ...named('none'), note: 'a line came nearest' })).toBe('no law fits (a line came nearest)'));
});
