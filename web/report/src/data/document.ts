// The report document, schema "inference-pio/report/1", as the program writes it into the page.
// docs/record_format.md explains runs and records.

export const REPORT_SCHEMA = 'inference-pio/report/1';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };

export interface Interval {
  level: number;
  low: number;
  high: number;
  method: string;
}

export interface Coefficient {
  name: string;
  value: number;
  low: number | null;
  high: number | null;
}

export interface ScalingLaw {
  benchmark: string;
  parameters: Fields;
  axis: string;
  metric: string;
  unit: string;
  law: string;
  coefficients: Coefficient[];
  points: { x: number; value: number; residual: number | null }[];
  residual_ratio: number | null;
  peak_at: number | null;
  peak_value: number | null;
  note: string;
}

export interface Span {
  name: string;
  begin_ns: number;
  end_ns: number;
  sequence: number; // -1: the whole batch
}

export interface Exemplar {
  case: string;
  spans: Span[];
  token_gaps_s?: number[][]; // between the tokens of each sequence, in their order; older runs have none
}

export interface CaseDocument {
  case: string;
  shared: Fields;
  records: Fields[];
}

export interface RunDocument {
  schema?: string;
  id: string;
  timestamp: string;
  command: string;
  seed?: number;
  complete?: boolean;
  warnings?: string[];
  subject?: Fields | null;
  hardware?: Fields | null;
  scaling?: ScalingLaw[];
  exemplars?: Exemplar[];
  foreign?: Fields | null; // the tool that measured it, of an imported run
  shared: Fields;
  cases: CaseDocument[];
}

export type Verdict = 'regressed' | 'improved' | 'equivalent' | 'inconclusive';

export interface ComparisonRow {
  case: string;
  benchmark: string;
  parameters: Fields;
  model: string | null;
  metric: string;
  unit: string;
  direction: string;
  statistic: string;
  deciding: boolean;
  verdict: Verdict;
  baseline: number | null;
  candidate: number | null;
  ratio: number | null;
  interval: Interval | null;
  smallest_effect: number | null;
  allowed: number | null;
  reason: string;
}

export interface ComparisonSide {
  run: string | null;
  timestamp: string | null;
  name: string | null;
  subject: Fields | null;
  engines?: string[];
}

export interface Comparison {
  schema: string;
  evidence: string;
  decision: { outcome: string; reason: string } | null;
  baseline: ComparisonSide;
  candidate: ComparisonSide;
  warnings: string[];
  findings: { verdict: string; headline: string; cause: string }[];
  control?: Fields | null; // base against base, in a duet
  unlike: { case: string | null; metric: string | null; field: string; baseline: Json; candidate: Json }[];
  rows: ComparisonRow[];
}

// How a run goes on; a page that measures nothing any more says so in `state`.
export interface LiveStatus {
  version: number; // of the document
  state: 'measuring' | 'ended' | 'interrupted' | 'stored';
  note: string; // what is measured
  visits_done: number;
  visits_left_min: number | null;
  elapsed_s: number;
  left_s: number | null;
}

export interface ReportDocument {
  schema: string;
  generated: string;
  program: { name: string; version: string };
  live: LiveStatus | null; // null: nobody serves the page
  runs: RunDocument[];
  comparison: Comparison | null;
  histories: Fields[];
}
