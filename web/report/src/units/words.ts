// What metrics, axes and states are called where people read them.

const METRICS: Record<string, string> = {
  ttft: 'TTFT',
  ttft_max: 'TTFT, slowest sequence',
  tpot: 'TPOT',
  itl: 'ITL',
  e2e_latency: 'End-to-end latency',
  prefill_throughput: 'Prefill throughput',
  decode_throughput: 'Decode throughput',
  throughput: 'Throughput, end to end',
  prefill_time: 'Prefill time',
  prefill_fast: 'Prefill, fastest',
  decode_fast: 'Token gap, fast',
  tokenize_time: 'Tokenization',
  sampling_time: 'Sampling',
  image_decode_time: 'Image decoding',
  image_preprocess_time: 'Image preprocessing',
  vision_encode_time: 'Vision encoder',
  image_prefill_time: 'Image prefill',
  text_prefill_time: 'Text prefill',
  first_sampling_time: 'First sampling',
  load_time: 'Load time',
  peak_memory: 'Peak memory',
  weights_memory: 'Weights',
  kv_cache_memory: 'KV cache',
  compute_memory: 'Compute buffers',
  vision_memory: 'Vision encoder, memory',
  gpu_peak_memory: 'Peak GPU memory',
  checkpoint_size: 'Checkpoint size',
  kl_divergence: 'KL divergence',
  top1_agreement: 'Top-1 agreement',
  perplexity: 'Perplexity',
  cpu_utilization: 'CPU utilization',
  energy: 'Energy',
  energy_per_token: 'Energy per token',
  mbu: 'MBU of decode',
  mfu: 'MFU of prefill',
  decode_mfu: 'MFU of decode',
  prefill_mbu: 'MBU of prefill',
  peak_bandwidth: 'Peak bandwidth',
  peak_flops: 'Peak compute',
  latency: 'Latency',
  process_time: 'Process time',
  compute_throughput: 'Compute throughput',
  memory_throughput: 'Memory throughput',
};

// Statistics that say nothing more than "the value of this metric" are left out of its title.
const QUIET_STATISTICS = new Set(['median', 'fast_quartile', 'maximum', '']);

const STATUSES: Record<string, { word: string; symbol: string }> = {
  ok: { word: 'ok', symbol: '✓' },
  unstable: { word: 'unstable', symbol: '~' },
  failed: { word: 'failed', symbol: '✕' },
  timed_out: { word: 'timed out', symbol: '⏱' },
  out_of_memory: { word: 'out of memory', symbol: '▣' },
  skipped: { word: 'skipped', symbol: '○' },
  '': { word: 'not known yet', symbol: '…' }, // of a case that is being measured
};

// Names in records may be called as what every object inherits is.
function own<T>(table: Record<string, T>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const spaced = (name: string): string => name.replaceAll('_', ' ');

export function metricTitle(metric: string, statistic = ''): string {
  const title = own(METRICS, metric) ?? spaced(metric);
  return QUIET_STATISTICS.has(statistic) ? title : `${title} ${statistic}`;
}

export function axisTitle(axis: string): string {
  return spaced(axis);
}

export function statusWord(status: string): string {
  return own(STATUSES, status)?.word ?? spaced(status);
}

export function statusSymbol(status: string): string {
  return own(STATUSES, status)?.symbol ?? '?';
}

export function listText(words: string[], most = 4): string {
  const shown = words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
