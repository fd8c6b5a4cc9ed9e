// Several runs side by side: the same case and metric in each, and how far the last one is from the first. No verdict: that
// needs what `piobench compare` and `piobench duet` do. Pure.
import type { RunDocument } from '../data/document';
import { casesOf, recordOfMetric, type BenchCase, type BenchRecord } from '../data/record';
import { filterCases } from '../state/filter';
import type { ViewState } from '../state/view_state';
import { changeText } from '../units/quantity';
import { metricTitle } from '../units/words';
import { labeller } from './case_labels';
import { metricCell } from './case_table';
import { cell, column, type TableModel } from './table';

const METRICS = ['decode_fast', 'prefill_fast', 'ttft', 'decode_throughput', 'latency', 'peak_memory'];

function changeOf(first: BenchRecord | undefined, last: BenchRecord | undefined): string {
  if (first?.value == null || last?.value == null || !(first.value > 0)) return '';
  return changeText(last.value / first.value);
}

// Null where no case is in two of the runs.
export function runsBeside(runs: RunDocument[], state: ViewState): TableModel | null {
  if (runs.length < 2) return null;
  const byRun = runs.map((run) => new Map(filterCases(casesOf(run), state).map((entry) => [entry.name, entry])));
  const names = [...new Set(byRun.flatMap((cases) => [...cases.keys()]))].filter(
    (name) => byRun.filter((cases) => cases.has(name)).length > 1,
  );
  const label = labeller(byRun.flatMap((cases) => [...cases.values()]));
  const metrics = state.metric === null ? METRICS : [state.metric];
  const rows = names.flatMap((name) =>
    metrics.flatMap((metric) => {
      const entries: (BenchCase | undefined)[] = byRun.map((cases) => cases.get(name));
      const statistic = entries.flatMap((entry) => (entry ? (recordOfMetric(entry, metric) ?? []) : []))[0]?.statistic;
      if (statistic === undefined) return [];
      const records = entries.map((entry) => (entry ? recordOfMetric(entry, metric, statistic) : undefined));
      const present = records.filter((record) => record !== undefined);
      return [
        [
          cell(label(entries.find((entry) => entry !== undefined)!), { heading: true }),
          cell(metricTitle(metric, statistic)),
          ...records.map(metricCell),
          cell(changeOf(present[0], present[present.length - 1])),
        ],
      ];
    }),
  );
  if (rows.length === 0) return null;
  return {
    caption: 'Runs side by side',
    columns: [
      column('Case'),
      column('Metric'),
      ...runs.map((run) => column(run.id, true)),
      column('Last over first', true),
    ],
    rows,
  };
}
