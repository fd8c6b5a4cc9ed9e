// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { cell, column } from '../../src/models/table';
import { tableView } from '../../src/views/table_view';

const table = {
  caption: 'Numbers',
  columns: [column('Name'), column('Value', true)],
  rows: Array.from({ length: 120 }, (_, i) => [
    cell(`row ${i}`, { heading: true }),
    cell(String(i), { sort: (i * 37) % 120 }),
  ]),
};
const names = (view: HTMLElement): string[] =>
  [...view.querySelectorAll('tbody th')].map((entry) => entry.textContent!);
const press = (view: HTMLElement, label: string): void =>
  [...view.querySelectorAll('button')].find((entry) => entry.textContent!.startsWith(label))!.click();

describe('tableView', () => {
  it('shows a page at a time', () => {
    const view = tableView(table);
    expect(names(view)).toHaveLength(50);
    press(view, 'Next');
    expect(names(view)[0]).toBe('row 50');
    press(view, 'Last');
    expect(names(view)).toHaveLength(20);
  });

  it('sorts by a column, tells assistive technology, and says what it did', () => {
    const told: [number, string][] = [];
    const view = tableView(table, { changed: (page, sort) => told.push([page, sort]) });
    press(view, 'Value');
    expect(names(view)[0]).toBe('row 0');
    press(view, 'Value');
    expect(names(view)[0]).toBe(`row ${table.rows.findIndex((row) => row[1]!.sort === 119)}`);
    expect(view.querySelector('[aria-sort]')!.getAttribute('aria-sort')).toBe('descending');
    expect(told).toEqual([
      [0, 'Value'],
      [0, '-Value'],
    ]);
  });

  it('opens and closes a row by its button', () => {
    const view = tableView(table, { expand: (row) => document.createTextNode(`all of ${row}`) });
    view.querySelector<HTMLButtonElement>('.expand')!.click();
    expect(view.querySelector('.opened')!.textContent).toBe('all of 0');
    expect(view.querySelector('.expand')!.getAttribute('aria-expanded')).toBe('true');
    view.querySelector<HTMLButtonElement>('.expand')!.click();
    expect(view.querySelector('.opened')).toBeNull();
  });
});
