// Which cases the reader's choice leaves, and what there is to choose from.
import type { BenchCase } from '../data/record';
import { isCeiling } from '../data/record';
import type { ViewState } from './view_state';

export interface Choices {
  models: string[];
  benchmarks: string[];
  statuses: string[];
  metrics: string[];
  axes: { name: string; values: string[] }[]; // only axes that vary
}

type Choice = Pick<ViewState, 'model' | 'benchmark' | 'parameters' | 'status' | 'text'>;

// Also of rows that are no cases, such as a comparison's: they have no status, and none is asked of them.
export interface Filtered {
  name: string;
  benchmark: string;
  model: string | null;
  parameters: Record<string, unknown>;
  status?: string;
}

export function accepts(state: Choice, entry: Filtered): boolean {
  return (
    (state.model === null || entry.model === state.model) &&
    (state.benchmark === null || entry.benchmark === state.benchmark) &&
    (state.status === null || entry.status === undefined || entry.status === state.status) &&
    (state.text === '' || entry.name.toLowerCase().includes(state.text.toLowerCase())) &&
    Object.entries(state.parameters).every(([axis, value]) => String(entry.parameters[axis]) === value)
  );
}

export function filterCases(cases: BenchCase[], state: Choice): BenchCase[] {
  return cases.filter((entry) => !isCeiling(entry) && accepts(state, entry));
}

const byNumberOrName = (a: string, b: string): number => {
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? a.localeCompare(b, 'en', { numeric: true }) : difference;
};

function distinct(values: Iterable<string>): string[] {
  return [...new Set(values)].sort(byNumberOrName);
}

// Reads the records of one case of each benchmark only: 5,000 cases of one benchmark have the same metrics.
function metricsOf(cases: BenchCase[]): string[] {
  const metrics = new Set<string>();
  const seen = new Map<string, number>();
  for (const entry of cases) {
    const count = seen.get(entry.benchmark) ?? 0;
    if (count >= 20) continue;
    seen.set(entry.benchmark, count + 1);
    for (const record of entry.records) metrics.add(record.metric);
  }
  return [...metrics];
}

export function choicesOf(cases: BenchCase[]): Choices {
  const measured = cases.filter((entry) => !isCeiling(entry));
  const axes = new Map<string, Set<string>>();
  for (const entry of measured) {
    for (const [axis, value] of Object.entries(entry.parameters)) {
      if (!axes.has(axis)) axes.set(axis, new Set());
      axes.get(axis)!.add(String(value));
    }
  }
  return {
    models: distinct(measured.flatMap((entry) => entry.model ?? [])),
    benchmarks: distinct(measured.map((entry) => entry.benchmark)),
    statuses: distinct(measured.map((entry) => entry.status)),
    metrics: metricsOf(measured),
    axes: [...axes]
      .filter(([, values]) => values.size > 1)
      .map(([name, values]) => ({ name, values: distinct(values) })),
  };
}
