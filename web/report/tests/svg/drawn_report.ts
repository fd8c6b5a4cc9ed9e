// A document in which every kind of chart has something to draw: two runs, several models, stamps of tokens, variants,
// ceilings, histories. `spoil` may turn any name in it into something else.
import type { Comparison, Exemplar, Fields, ReportDocument } from '../../src/data/document';
import { realReport } from '../fixtures/grown_report';
import { reportDocument } from '../fixtures/report_document.mjs';
import { sampleRun, type SampleCase } from '../fixtures/sample_run';

type Spoil = (text: string) => string;

const measured = (value: number, unit: string, statistic?: string) => ({
  value,
  low: value * 0.97,
  high: value * 1.04,
  unit,
  ...(statistic ? { statistic } : {}),
});

function generation(model: string, parameters: Fields, speed: number, spoil: Spoil): SampleCase {
  const length = Number(parameters.sequence_length);
  return {
    benchmark: `${spoil(model)}/performance/generation`,
    model: spoil(model),
    parameters: { ...parameters, weight_type: spoil('q4_0') },
    metrics: {
      ttft: measured(length / (1000 * speed), 's'),
      decode_throughput: measured(20 * speed, 'tokens/sec'),
      prefill_throughput: measured(300 * speed, 'tokens/sec'),
      peak_memory: measured(2e9 / speed + length * 1e5, 'bytes'),
      weights_memory: 1e9 / speed,
      kv_cache_memory: length * 1e5,
      compute_memory: 2e8,
      mbu: 0.6,
      mfu: 0.5,
      decode_mfu: 0.1,
      prefill_mbu: 0.05,
      'itl p50': measured(0.05 / speed, 's', 'p50'),
      'itl p90': measured(0.06 / speed, 's', 'p90'),
      'itl p99': measured(0.2 / speed, 's', 'p99'),
    },
  };
}

const ceiling = (parameters: Fields, metric: string, value: number): SampleCase => ({
  benchmark: 'core/ceilings',
  model: null,
  parameters,
  metrics: { [metric]: value },
});

const variant = (name: string, size: number, divergence: number, speed: number, spoil: Spoil): SampleCase => ({
  benchmark: 'core/optimization',
  model: spoil('qwen3_0_6b'),
  parameters: { variant: spoil(name) },
  metrics: {
    checkpoint_size: size,
    kl_divergence: divergence,
    decode_throughput: measured(speed, 'tokens/sec'),
    prefill_throughput: measured(speed * 12, 'tokens/sec'),
  },
});

function casesOfRun(spoil: Spoil): SampleCase[] {
  const axes = [128, 512, 2048].flatMap((sequence_length) => [
    { sequence_length, batch_size: 1, threads: 2 },
    { sequence_length, batch_size: 4, threads: 2 },
    { sequence_length, batch_size: 1, threads: 1 },
  ]);
  return [
    ...axes.map((parameters) => generation('qwen3_0_6b', parameters, 2 - 1 / Number(parameters.threads), spoil)),
    ...axes.slice(0, 6).map((parameters) => generation('gemma3_270m', parameters, 4, spoil)),
    ...[1, 2].flatMap((threads) => [
      ceiling({ pattern: 'read', threads }, 'peak_bandwidth', 1e10 * threads),
      ceiling({ weight_type: spoil('q4_0'), threads }, 'peak_flops', 1e11 * threads),
    ]),
    variant('original', 1.2e9, 0, 18, spoil),
    variant('q8_0', 6.4e8, 0.002, 30, spoil),
    variant('q4_0, pruned', 3.1e8, 0.9, 44, spoil),
    variant('q4_k', 3.8e8, 0.03, 41, spoil),
    variant('q5_1', 4.3e8, 0.02, 33, spoil),
  ];
}

// The tenth gap is a stall. Gaps stand here as stamps and as lengths: what a page does not know it leaves alone.
const exemplarOf = (name: string): Exemplar => {
  const gaps = Array.from({ length: 40 }, (_, index) => (index === 9 ? 3e8 : 5e7 + (index % 5) * 1e6));
  let now = 4e8;
  const exemplar = {
    case: name,
    spans: [
      { name: 'tokenize', begin_ns: 0, end_ns: 2e7, sequence: -1 },
      { name: 'prefill', begin_ns: 2e7, end_ns: 3.9e8, sequence: -1 },
      { name: 'first_sampling', begin_ns: 3.9e8, end_ns: 4e8, sequence: 0 },
    ],
    token_ns: [[now, ...gaps.map((gap) => (now += gap))]],
    token_gaps_s: [gaps.map((gap) => gap / 1e9)],
  };
  return exemplar;
};

const history = (metric: string, spoil: Spoil): Fields => ({
  case: spoil('qwen3_0_6b/performance/generation[sequence_length=128]'),
  metric,
  unit: metric === 'ttft' ? 's' : spoil('tokens/sec'),
  points: Array.from({ length: 24 }, (_, index) => ({
    run: spoil(`run ${index}`),
    timestamp: `2026-10-${String(index + 1).padStart(2, '0')}T00:00:00Z`,
    commit: 'abcdef0123',
    value: index < 15 ? 0.2 + 0.001 * (index % 3) : 0.26,
    low: 0.19,
    high: 0.27,
    disturbed_samples: index === 4 ? 2 : 0,
  })),
  steps: [{ index: 15, ratio: 1.3, accepted: spoil('') }],
});

function comparison(spoil: Spoil): Comparison {
  const { comparison } = realReport();
  const rows = comparison!.rows.map((row) => ({
    ...row,
    case: spoil(row.case),
    metric: spoil(row.metric),
    benchmark: spoil(row.benchmark),
    model: row.model === null ? null : spoil(row.model),
    reason: spoil(row.reason),
  }));
  return { ...comparison!, rows };
}

export function fullReport(spoil: Spoil = (text) => text): ReportDocument {
  const run = sampleRun(casesOfRun(spoil));
  const generated = run.cases.filter((entry) => entry.case.includes('generation')).map((entry) => entry.case);
  return reportDocument(
    [
      { ...run, id: 'before' },
      { ...run, exemplars: generated.map(exemplarOf) },
    ],
    comparison(spoil),
    [history('ttft', spoil), history(spoil('decode_throughput'), spoil)],
  );
}
