import { describe, expect, it } from 'vitest';
import { rooflineModel } from '../../src/models/roofline';
import { sampleCases } from '../fixtures/sample_run';

const ceiling = (parameters: Record<string, string | number>, metric: string, value: number) => ({
  benchmark: 'core/ceilings',
  model: null,
  parameters,
  metrics: { [metric]: value },
});
const ceilings = [
  ceiling({ pattern: 'read', threads: 2 }, 'peak_bandwidth', 40e9),
  ceiling({ pattern: 'copy', threads: 2 }, 'peak_bandwidth', 50e9),
  ceiling({ weight_type: 'q4_0', threads: 2 }, 'peak_flops', 200e9),
  ceiling({ weight_type: 'q4_K', threads: 2 }, 'peak_flops', 100e9),
  ceiling({ weight_type: 'q4_0', threads: 8 }, 'peak_flops', 800e9),
];
const shares = { mbu: 0.5, decode_mfu: 0.1, mfu: 0.8, prefill_mbu: 0.02 };

describe('rooflineModel', () => {
  it('reads intensity and throughput back from the shares of the ceilings', () => {
    const all = sampleCases([...ceilings, { parameters: { threads: 2, weight_type: 'q4_0' }, metrics: shares }]);
    const model = rooflineModel(all, all.slice(5))!;
    const [prefill, decode] = model.points;
    expect(prefill).toMatchObject({ phase: 'prefill', throughput: 160e9 });
    expect(prefill!.intensity).toBeCloseTo(160e9 / 0.8e9);
    expect(decode!.throughput).toBeCloseTo(20e9);
    expect(decode!.intensity).toBeCloseTo(1);
    expect(model.ceilings.map((entry) => entry.threads)).toEqual([2, 2, 2]);
    expect(model.caption).toContain('Decode comes to 50 % of the bandwidth ceiling');
  });

  it('takes the ceiling of the type that most of the checkpoint has', () => {
    const all = sampleCases([
      ...ceilings,
      {
        parameters: { threads: 2, weight_type: 'q4_k_m' },
        metrics: shares,
        more: { checkpoint: { digest: 'd', file: null, tensor_bytes: { f32: 10, q4_K: 1000, q6_K: 300 } } },
      },
    ]);
    expect(rooflineModel(all, all.slice(5))!.points[0]!.throughput).toBeCloseTo(80e9);
  });

  it('takes the ceiling that the record names, whatever its tensors are; one that is not there is none', () => {
    const named = (mbu: string, mfu: string) => ({
      parameters: { threads: 2, weight_type: 'q4_0' },
      metrics: shares,
      fields: {
        mbu: { ceiling: mbu },
        mfu: { ceiling: mfu },
        decode_mfu: { ceiling: mfu },
        prefill_mbu: { ceiling: mbu },
      },
    });
    const q4k = 'core/ceilings[weight_type=q4_K,threads=2]';
    const all = sampleCases([...ceilings, named('core/ceilings[pattern=copy,threads=2]', q4k)]);
    const model = rooflineModel(all, all.slice(5))!;
    expect(model.points[0]!.throughput).toBeCloseTo(80e9);
    expect(model.points[1]!.intensity).toBeCloseTo(10e9 / 25e9);
    expect(model.ceilings.map((entry) => entry.label)).toContain('memory copy, 2 threads');
    const gone = sampleCases([...ceilings, named('core/ceilings[pattern=read,threads=64]', q4k)]);
    expect(rooflineModel(gone, gone.slice(5))).toBeNull();
  });

  it('guesses no ceiling, and says how many cases have no point', () => {
    const unknown = { parameters: { threads: 2, weight_type: 'q4_k_m' }, metrics: shares };
    const all = sampleCases([
      ...ceilings,
      unknown,
      { parameters: { threads: 2, weight_type: 'q4_0' }, metrics: shares },
    ]);
    expect(rooflineModel(all, all.slice(5, 6))).toBeNull();
    expect(rooflineModel(all, all.slice(5))!.caption).toContain('1 case with shares of the ceilings has no point');
  });

  it('places single operators by their own rates', () => {
    const all = sampleCases([{ metrics: { compute_throughput: 50e9, memory_throughput: 25e9, mbu: 0.6 } }]);
    expect(rooflineModel(all, all)!.points[0]).toMatchObject({
      phase: 'operator',
      intensity: 2,
      throughput: 50e9,
      bandwidthShare: 0.6,
    });
  });
});
