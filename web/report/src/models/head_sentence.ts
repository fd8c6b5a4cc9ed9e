// The head of the report: what ran, on what, how noisy it was, and what the verdict is. Pure.
import type { Comparison, Fields, RunDocument } from '../data/document';
import { isCeiling, valueOf, type BenchCase } from '../data/record';
import { countText, numberText, quantityText } from '../units/quantity';
import { listText, statusWord } from '../units/words';

// The steadiest figures first: they are what verdicts rest on.
const MAIN_METRICS = ['decode_fast', 'prefill_fast', 'e2e_latency', 'latency', 'process_time'];

function median(values: number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const part = (fields: Fields | null | undefined, key: string): Fields => {
  const value = fields?.[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
};

export function machineText(hardware: Fields | null | undefined): string {
  const cpu = part(hardware, 'cpu');
  const memory = part(hardware, 'memory');
  const software = part(hardware, 'software');
  const words = [];
  if (typeof cpu.model === 'string' && cpu.model !== '') words.push(cpu.model);
  if (typeof cpu.cores === 'number') words.push(countText(cpu.cores, 'core'));
  if (typeof memory.total_bytes === 'number') words.push(`${quantityText(memory.total_bytes, 'bytes')} of memory`);
  const gpus = hardware?.gpus;
  if (Array.isArray(gpus) && gpus.length > 0) words.push(countText(gpus.length, 'GPU'));
  if (typeof software.distribution === 'string' && software.distribution !== '') words.push(software.distribution);
  return words.join(', ') || 'a machine that the run does not describe';
}

function whatRan(cases: BenchCase[], measuring: boolean): string {
  const models = [...new Set(cases.flatMap((entry) => entry.model ?? []))];
  const engines = [...new Set(cases.flatMap((entry) => entry.engine ?? []))];
  const of = models.length > 0 ? ` of ${listText(models)}` : '';
  const weighted = cases.filter((entry) => entry.weightsSource);
  const synthesized = weighted.filter((entry) => entry.weightsSource === 'synthetic').length;
  const some = synthesized < weighted.length ? ', some with synthetic weights' : ', with synthetic weights';
  const synthetic = synthesized > 0 ? some : '';
  const by = engines.length > 0 ? ` by ${listText(engines, 3)}` : '';
  return `${countText(cases.length, 'case')}${of} ${measuring ? 'measured so far' : 'ran'}${by}${synthetic}`;
}

export function halfWidthPercent(entry: BenchCase): number | null {
  for (const metric of MAIN_METRICS) {
    const record = entry.records.find((candidate) => candidate.metric === metric && candidate.interval !== null);
    if (record?.interval && record.value)
      return ((record.interval.high - record.interval.low) / 2 / record.value) * 100;
  }
  return null;
}

function sampleCount(entry: BenchCase): number {
  const main = MAIN_METRICS.includes.bind(MAIN_METRICS);
  return Math.max(
    0,
    ...entry.records
      .filter((record) => main(record.metric) && !record.metric.endsWith('_fast'))
      .map((record) => record.sampleCount),
  );
}

export function noiseText(cases: BenchCase[]): string {
  const samples = cases.reduce((sum, entry) => sum + sampleCount(entry), 0);
  const disturbed = cases.reduce((sum, entry) => sum + entry.disturbedSamples, 0);
  const width = median(cases.flatMap((entry) => halfWidthPercent(entry) ?? []));
  const words = [];
  if (width !== null)
    words.push(
      `half of the cases are known to ± ${width < 0.1 ? '0.1' : numberText(Number(width.toPrecision(2)))} % or better`,
    );
  if (samples > 0)
    words.push(
      `${disturbed.toLocaleString('en-US')} of ${countText(samples, 'sample')} ` +
        `${disturbed === 1 ? 'was' : 'were'} taken under disturbance`,
    );
  return words.join(', ') || 'there are too few samples to tell how noisy it was';
}

export function verdictText(cases: BenchCase[], comparison: Comparison | null, measuring = false): string {
  if (comparison) {
    if (comparison.decision) return `verdict: ${comparison.decision.outcome}, ${comparison.decision.reason}`;
    const count = (verdict: string): number => comparison.rows.filter((row) => row.verdict === verdict).length;
    return (
      `against the baseline ${count('regressed')} regressed, ${count('improved')} improved, ` +
      `${count('equivalent')} equivalent and ${count('inconclusive')} inconclusive`
    );
  }
  const counts = new Map<string, number>();
  if (measuring && cases.every((entry) => entry.status === 'ok' || entry.status === ''))
    return 'nothing has failed yet';
  for (const entry of cases) counts.set(entry.status, (counts.get(entry.status) ?? 0) + 1);
  if (counts.size === 1 && counts.has('ok')) return 'every case was measured; nothing was compared';
  return [...counts].map(([status, count]) => `${count} ${statusWord(status)}`).join(', ') || 'nothing was measured';
}

function limitText(cases: BenchCase[]): string {
  const shares = cases.flatMap((entry) => valueOf(entry, 'mbu') ?? []);
  const middle = median(shares);
  return middle === null
    ? ''
    : `; decode reaches ${numberText(Number((middle * 100).toPrecision(2)))} % of the measured ` +
        'memory bandwidth in the middle case';
}

// One sentence. `cases` are all of the run; `measuring`: it goes on.
export function headSentence(
  run: RunDocument,
  cases: BenchCase[],
  comparison: Comparison | null,
  measuring = false,
): string {
  const measured = cases.filter((entry) => !isCeiling(entry));
  if (measuring && measured.length === 0) return `Nothing is measured yet. The machine: ${machineText(run.hardware)}.`;
  const interrupted = run.complete === false && !measuring ? ' (the run was interrupted)' : '';
  return (
    `${whatRan(measured, measuring)} on ${machineText(run.hardware)}${interrupted}; ${noiseText(measured)}` +
    `${limitText(measured)}; ${verdictText(measured, comparison, measuring)}.`
  );
}
