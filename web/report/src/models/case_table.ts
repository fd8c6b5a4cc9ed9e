// The table of cases: a case a row, its chief metrics as columns; and all metrics of one case. Pure.
import { recordOfMetric, type BenchCase, type BenchRecord } from '../data/record';
import { changeText, intervalText, quantityText } from '../units/quantity';
import { axisTitle, metricTitle, statusSymbol, statusWord } from '../units/words';
import { cell, column, type Cell, type TableModel } from './table';

// In the order in which people ask; a table shows the first five that its cases have.
const CHIEF_METRICS = [
  'ttft',
  'decode_throughput',
  'prefill_throughput',
  'peak_memory',
  'mbu',
  'latency',
  'process_time',
  'compute_throughput',
  'memory_throughput',
  'kl_divergence',
  'perplexity',
  'e2e_latency',
];
const CHIEF_COUNT = 5;

export function chiefMetrics(cases: BenchCase[], chosen: string | null): string[] {
  if (chosen !== null) return [chosen];
  const sample = cases.slice(0, 200);
  const known = CHIEF_METRICS.filter((metric) => sample.some((entry) => recordOfMetric(entry, metric)));
  if (known.length > 0) return known.slice(0, CHIEF_COUNT);
  const all = new Set(sample.flatMap((entry) => entry.records.map((record) => record.metric)));
  return [...all].slice(0, CHIEF_COUNT);
}

export function statusCell(status: string, reason: string | null): Cell {
  const tone = status === 'ok' || status === '' ? 'quiet' : status === 'unstable' ? 'warn' : 'bad';
  return cell(`${statusSymbol(status)} ${statusWord(status)}`, {
    tone,
    sort: status,
    ...(reason ? { note: reason } : {}),
  });
}

function intervalOfRecord(record: BenchRecord): string {
  return record.interval === null
    ? ''
    : intervalText(record.interval.low, record.interval.high, record.unit, record.value ?? record.interval.high);
}

export function metricCell(record: BenchRecord | undefined): Cell {
  if (record === undefined) return cell('', { sort: null });
  if (record.value === null)
    return cell('–', { sort: null, note: record.statusReason ?? 'no value, and no reason given' });
  return cell(quantityText(record.value, record.unit), { sort: record.value });
}

export function parameterText(parameters: BenchCase['parameters']): string {
  return Object.entries(parameters)
    .map(([axis, value]) => `${axisTitle(axis)} ${value}`)
    .join(', ');
}

export function caseTable(cases: BenchCase[], chosen: string | null): TableModel {
  const metrics = chiefMetrics(cases, chosen);
  const one = chosen !== null;
  // A distribution has several records; the chosen metric shows each of its statistics.
  const statistics = one
    ? [
        ...new Set(
          cases
            .slice(0, 200)
            .flatMap((entry) =>
              entry.records.filter((record) => record.metric === chosen).map((record) => record.statistic),
            ),
        ),
      ]
    : [undefined];
  const shown = metrics.flatMap((metric) => statistics.map((statistic) => ({ metric, statistic })));
  const metricColumns = shown.flatMap(({ metric, statistic }) => [
    column(metricTitle(metric, statistic), true),
    ...(one ? [column('95 % interval', true)] : []),
  ]);
  return {
    caption: 'Cases',
    columns: [column('Benchmark'), column('Parameters'), column('Status'), ...metricColumns],
    rows: cases.map((entry) => [
      cell(entry.benchmark, { heading: true }),
      cell(parameterText(entry.parameters)),
      statusCell(entry.status, entry.statusReason),
      ...shown.flatMap(({ metric, statistic }) => {
        const record = recordOfMetric(entry, metric, statistic);
        const interval = record === undefined ? '' : intervalOfRecord(record);
        return one
          ? [metricCell(record), cell(interval, { sort: record?.interval?.low ?? null })]
          : [metricCell(record)];
      }),
    ]),
  };
}

// Rows of a table by one of its columns: numbers by size, missing ones last, whatever the direction.
export function sortedOrder(table: TableModel, index: number, down: boolean): number[] {
  const key = (row: number): number | string | null => {
    const found = table.rows[row]![index]!;
    return found.sort === undefined ? found.text : found.sort;
  };
  return table.rows
    .map((_, row) => row)
    .sort((a, b) => {
      const left = key(a);
      const right = key(b);
      if (left === null || right === null) return left === right ? a - b : left === null ? 1 : -1;
      const order =
        typeof left === 'number' && typeof right === 'number'
          ? left - right
          : String(left).localeCompare(String(right), 'en', { numeric: true });
      return (down ? -order : order) || a - b;
    });
}

export function metricsTable(entry: BenchCase): TableModel {
  return {
    caption: `All metrics of ${entry.name}`,
    columns: [
      column('Metric'),
      column('Value', true),
      column('95 % interval', true),
      column('Ratio to reference', true),
      column('Samples', true),
      column('Processes', true),
      column('Meaning, or why there is no value'),
    ],
    rows: entry.records.map((record) => [
      cell(metricTitle(record.metric, record.statistic), { heading: true }),
      metricCell(record),
      cell(intervalOfRecord(record)),
      cell(record.ratio === null ? '' : changeText(record.ratio)),
      cell(String(record.sampleCount), { sort: record.sampleCount }),
      cell(String(record.processCount), { sort: record.processCount }),
      cell(record.statusReason ?? record.meaning),
    ]),
  };
}

export function troubleTable(cases: BenchCase[]): TableModel {
  return {
    caption: 'Cases without a full measurement',
    columns: [column('Case'), column('Status'), column('Reason')],
    rows: cases
      .filter((entry) => entry.status !== 'ok' && entry.status !== '')
      .map((entry) => [
        cell(entry.name, { heading: true }),
        statusCell(entry.status, null),
        cell(entry.statusReason ?? 'no reason was recorded'),
      ]),
  };
}
