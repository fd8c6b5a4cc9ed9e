// Records and cases as the views read them. What all records of a run or a case share is written once in the document;
// here it is looked up where it stands, and merged only for downloads: 5,000 cases have 140,000 records.
import type { CaseDocument, Exemplar, Fields, Interval, Json, RunDocument } from './document';

export type ParameterValue = string | number | boolean;

export interface BenchRecord {
  metric: string;
  statistic: string;
  value: number | null;
  unit: string;
  direction: string;
  meaning: string;
  interval: Interval | null;
  sampleCount: number;
  processCount: number;
  status: string;
  statusReason: string | null;
  reference: string | null;
  ratio: number | null;
  ratioInterval: Interval | null;
  ceiling: string | null; // the case whose value this is a share of; older runs do not say it
}

export interface BenchCase {
  name: string;
  benchmark: string;
  category: string | null;
  model: string | null;
  parameters: Record<string, ParameterValue>;
  status: string;
  statusReason: string | null;
  weightsSource: string | null;
  disturbedSamples: number;
  engine: string | null;
  tensorBytes: Record<string, number>; // of the checkpoint, by type; empty where it is not known
  run: RunDocument;
  document: CaseDocument;
  records: BenchRecord[]; // made when first asked for
}

type Lookup = (field: string) => Json | undefined;

function lookup(...places: Fields[]): Lookup {
  return (field) => places.find((place) => Object.hasOwn(place, field))?.[field];
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const finite = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const fields = (value: Json | undefined): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;

function intervalOf(value: Json | undefined): Interval | null {
  const interval = fields(value);
  const low = finite(interval?.low);
  const high = finite(interval?.high);
  if (interval === null || low === null || high === null) return null;
  return { level: finite(interval.level) ?? 0.95, low, high, method: text(interval.method) };
}

// A count of bytes is written as {"bytes": n}, to tell it from other integers.
export function parameterValue(value: Json): ParameterValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const bytes = finite(fields(value)?.bytes);
  return bytes ?? JSON.stringify(value);
}

function recordOf(get: Lookup): BenchRecord {
  return {
    metric: text(get('metric')),
    statistic: text(get('statistic')),
    value: finite(get('value')),
    unit: text(get('unit')),
    direction: text(get('direction')),
    meaning: text(get('meaning')),
    interval: intervalOf(get('interval')),
    sampleCount: finite(get('sample_count')) ?? 0,
    processCount: finite(get('process_count')) ?? 0,
    status: text(get('status')),
    statusReason: textOrNull(get('status_reason')),
    reference: textOrNull(get('reference')),
    ratio: finite(get('ratio')),
    ratioInterval: intervalOf(get('ratio_interval')),
    ceiling: textOrNull(get('ceiling')),
  };
}

function numbers(value: Json | undefined): Record<string, number> {
  return Object.fromEntries(
    Object.entries(fields(value) ?? {}).flatMap(([name, inner]) => {
      const number = finite(inner);
      return number === null ? [] : [[name, number]];
    }),
  );
}

function engineText(value: Json | undefined): string | null {
  const engine = fields(value);
  return engine === null ? null : [text(engine.name), text(engine.version)].filter(Boolean).join(' ');
}

export function caseOf(run: RunDocument, document: CaseDocument): BenchCase {
  // A field that all records of a case share may still stand in a single record.
  const get = lookup(document.shared, run.shared, document.records[0] ?? {});
  const status = text(get('status'));
  // Records of a case that is ok may have reasons of their own, such as too few observations for a p99.
  const reasons =
    status === 'ok'
      ? []
      : document.records.map((record) => textOrNull(lookup(record, document.shared, run.shared)('status_reason')));
  let records: BenchRecord[] | undefined;
  return {
    name: document.case,
    benchmark: text(get('benchmark')),
    category: textOrNull(get('category')),
    model: textOrNull(get('model')),
    parameters: Object.fromEntries(
      Object.entries(fields(get('parameters')) ?? {}).map(([axis, value]) => [axis, parameterValue(value)]),
    ),
    status,
    statusReason: reasons.find((reason) => reason !== null) ?? null,
    weightsSource: textOrNull(get('weights_source')),
    disturbedSamples: finite(fields(get('noise'))?.disturbed_samples) ?? 0,
    engine: engineText(get('engine')),
    tensorBytes: numbers(fields(get('checkpoint'))?.tensor_bytes),
    run,
    document,
    get records() {
      records ??= document.records.map((record) => recordOf(lookup(record, document.shared, run.shared)));
      return records;
    },
  };
}

export function isCeiling(entry: { benchmark: string }): boolean {
  return entry.benchmark === 'core/ceilings';
}

export function casesOf(run: RunDocument): BenchCase[] {
  return run.cases.map((document) => caseOf(run, document));
}

// The records of a case as results.json has them.
export function fullRecords(entry: BenchCase): Fields[] {
  return entry.document.records.map((record) => ({ ...entry.run.shared, ...entry.document.shared, ...record }));
}

export function recordOfMetric(entry: BenchCase, metric: string, statistic?: string): BenchRecord | undefined {
  return entry.records.find(
    (record) => record.metric === metric && (statistic === undefined || record.statistic === statistic),
  );
}

export function valueOf(entry: BenchCase, metric: string, statistic?: string): number | null {
  return recordOfMetric(entry, metric, statistic)?.value ?? null;
}

export function exemplarsOf(run: RunDocument): Map<string, Exemplar> {
  return new Map((run.exemplars ?? []).map((exemplar) => [exemplar.case, exemplar]));
}
