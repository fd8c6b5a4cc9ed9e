// The system profile and the run as tables of names and values. Pure.
import type { Fields, Json, RunDocument } from '../data/document';
import { quantityText } from '../units/quantity';
import { cell, column, type Cell, type TableModel } from './table';

function leafText(key: string, value: Json): string {
  // What the file of another tool does not say is empty, and a machine has threads.
  if (value === null || value === '') return 'not known';
  if (value === 0 && key.startsWith('threads')) return 'not known';
  if (typeof value === 'number' && key.endsWith('_bytes')) return quantityText(value, 'bytes');
  if (typeof value === 'number' && key.endsWith('_hz')) return `${(value / 1e9).toFixed(2)} GHz`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}

function flatten(value: Json, path: string, key: string, rows: [string, string][]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) rows.push([path, 'none']);
    else if (value.every((item) => typeof item !== 'object' || item === null)) rows.push([path, value.join(' ')]);
    else value.forEach((item, index) => flatten(item, `${path} ${index + 1}`, key, rows));
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    // What a machine does not tell comes as name and reason.
    if (typeof value.name === 'string' && typeof value.reason === 'string')
      rows.push([`${value.name} (withheld)`, value.reason]);
    else
      for (const [name, inner] of entries)
        flatten(inner, path ? `${path}: ${name.replaceAll('_', ' ')}` : name.replaceAll('_', ' '), name, rows);
  } else {
    rows.push([path, leafText(key, value)]);
  }
}

export function namedValues(caption: string, fields: Fields): TableModel {
  const rows: [string, string][] = [];
  flatten(fields, '', '', rows);
  return {
    caption,
    columns: [column('Name'), column('Value')],
    rows: rows.map(([name, value]): Cell[] => [cell(name, { heading: true }), cell(value)]),
  };
}

export function runTable(run: RunDocument): TableModel {
  return namedValues('The run', {
    id: run.id,
    started: run.timestamp,
    command: run.command,
    seed: run.seed ?? null,
    complete: run.complete ?? null,
    subject: run.subject ?? null,
  });
}
