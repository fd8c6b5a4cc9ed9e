import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Fields, Json } from '../../src/data/document';
import { realReport, recordsOf } from '../fixtures/grown_report';
import { describePages, openPage } from './built_page';

const records = recordsOf(realReport().runs[0]!);

async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`text=${button}`)]);
  return readFileSync(await download.path(), 'utf8');
}

// RFC 4180, written anew here, so that reader and writer do not err alike.
function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted === undefined ? plain! : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

function expectedCell(record: Fields, column: string): string {
  const value = column.split('.').reduce<Json | undefined>((part, key) => (part as Fields | null)?.[key], record);
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

describePages('the downloads', () => {
  it('all records as JSON are those of results.json', async () => {
    const { page, complaints } = await openPage(realReport());
    expect(JSON.parse(await downloaded(page, 'All records, JSON'))).toEqual(records);
    expect(complaints).toEqual([]);
  });

  it('all records as CSV have every field in its cell', async () => {
    const { page } = await openPage(realReport());
    const [columns, ...rows] = csvRows(await downloaded(page, 'All records, CSV'));
    expect(rows).toHaveLength(records.length);
    rows.forEach((row, index) => expect(row).toEqual(columns!.map((column) => expectedCell(records[index]!, column))));
    const named = new Set(columns!.map((column) => column.split('.')[0]!));
    const held = (value: Json): boolean => value !== null && JSON.stringify(value) !== '{}';
    for (const record of records)
      for (const [field, value] of Object.entries(record)) if (held(value)) expect(named).toContain(field);
  });

  it('the records shown are those of the cases that are left', async () => {
    const { page } = await openPage(realReport(), '#model=qwen3_0_6b&p.sequence_length=512');
    const wanted = records.filter(
      (record) => record.model === 'qwen3_0_6b' && (record.parameters as Fields).sequence_length === 512,
    );
    expect(wanted.length).toBeGreaterThan(20);
    expect(JSON.parse(await downloaded(page, 'Records shown, JSON'))).toEqual(wanted);
    expect(csvRows(await downloaded(page, 'Records shown, CSV'))).toHaveLength(1 + wanted.length);
  });
});
