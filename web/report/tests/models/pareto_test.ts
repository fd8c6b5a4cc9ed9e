import { describe, expect, it } from 'vitest';
import { paretoFront, paretoModels } from '../../src/models/pareto';
import { sampleCases } from '../fixtures/sample_run';

describe('paretoFront', () => {
  it('keeps what nothing beats in one respect without losing in the other', () => {
    expect(
      paretoFront([
        { x: 1, y: 1 },
        { x: 2, y: 3 },
        { x: 2, y: 2 },
        { x: 3, y: 3 },
        { x: 4, y: 9 },
      ]),
    ).toEqual([true, true, false, false, true]);
  });
  it('keeps equals', () =>
    expect(
      paretoFront([
        { x: 1, y: 1 },
        { x: 1, y: 1 },
      ]),
    ).toEqual([true, true]));
});

describe('paretoModels', () => {
  const speed = (variant: string, size: number, rate: number) => ({
    benchmark: 'core/optimization',
    parameters: { variant },
    metrics: {
      checkpoint_size: size,
      decode_throughput: { value: rate, low: rate - 1, high: rate + 1, unit: 'tokens/sec' },
    },
  });
  const quality = (variant: string, divergence: number) => ({
    benchmark: 'core/optimization_quality',
    parameters: { variant },
    metrics: { kl_divergence: divergence },
  });
  it('joins speed and quality of a variant, which two benchmarks measured', () => {
    const models = paretoModels(
      sampleCases([
        speed('q8_0', 4e9, 20),
        speed('q4_0', 2e9, 40),
        speed('q5_1', 3e9, 30),
        speed('slow', 3e9, 10),
        quality('q8_0', 0.001),
        quality('q4_0', 0.1),
        quality('q5_1', 0.2),
      ]),
    );
    expect(models.map((model) => model.id)).toEqual([
      'pareto-checkpoint_size-decode_throughput',
      'pareto-kl_divergence-decode_throughput',
    ]);
    expect(models[1]!.variants.map((variant) => [variant.label, variant.x, variant.front])).toEqual([
      ['q8_0', 0.001, true],
      ['q4_0', 0.1, true],
      ['q5_1', 0.2, false],
    ]);
    expect(models[0]!.caption).toContain('beats these in both: q4_0;');
  });
  it('is not there without variants', () =>
    expect(paretoModels(sampleCases([{ metrics: { decode_throughput: 1 } }]))).toEqual([]));
});
