// Records as CSV (RFC 4180), with the columns of results.csv: docs/record_format.md. Pure.
import type { Fields, Json } from '../data/document';

// Objects that become columns; all other objects and all arrays stand in one cell as JSON.
const NESTED = new Set([
  'hardware',
  'parameters',
  'interval',
  'ratio_interval',
  'checkpoint',
  'engine',
  'subject',
  'noise',
]);
const COLUMNS = [
  'timestamp',
  'model',
  'metric',
  'value',
  'unit',
  'hardware',
  'schema',
  'definition',
  'direction',
  'reduction',
  'meaning',
  'benchmark',
  'category',
  'parameters',
  'statistic',
  'interval.level',
  'interval.low',
  'interval.high',
  'interval.method',
  'sample_count',
  'process_count',
  'warmup_count',
  'samples',
  'reference',
  'ratio',
  'ratio_interval.level',
  'ratio_interval.low',
  'ratio_interval.high',
  'ratio_interval.method',
  'status',
  'status_reason',
  'weights_source',
  'checkpoint',
  'engine',
  'subject',
  'seed',
  'noise',
  'run',
];

function spread(key: string, value: Json, row: Map<string, Json>): void {
  const nested = NESTED.has(key.split('.')[0]!);
  if (nested && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const keys = Object.keys(value);
    if (key.startsWith('parameters.') && keys.length === 1 && keys[0] === 'bytes') row.set(key, value.bytes!);
    else for (const name of keys) spread(`${key}.${name}`, value[name]!, row);
  } else if (!(nested && value === null && NESTED.has(key))) {
    row.set(key, value);
  }
}

function csvCell(value: Json | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// The fixed columns in their order, each followed by the columns that its object has in these records.
function columnsOf(rows: Map<string, Json>[]): string[] {
  const found = new Set(rows.flatMap((row) => [...row.keys()]));
  const known = COLUMNS.flatMap((name) => {
    if (!NESTED.has(name)) return [name];
    return [...found].filter((key) => key.startsWith(`${name}.`));
  });
  const rest = [...found].filter((key) => !known.includes(key));
  return [...new Set([...known, ...rest])];
}

export function recordsAsCsv(records: Fields[]): string {
  const rows = records.map((record) => {
    const row = new Map<string, Json>();
    for (const [key, value] of Object.entries(record)) spread(key, value, row);
    return row;
  });
  const columns = columnsOf(rows);
  const lines = [
    columns.map(csvCell).join(','),
    ...rows.map((row) => columns.map((name) => csvCell(row.get(name))).join(',')),
  ];
  return `${lines.join('\r\n')}\r\n`;
}
