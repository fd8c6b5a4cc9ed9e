// Draws a table, by pages where it is long, sortable by its columns' headings.
import { sortedOrder } from '../models/case_table';
import type { Cell, TableModel } from '../models/table';
import { countText } from '../units/quantity';
import { button, dataText, make, nameText, shortText } from './dom';

const ROWS_A_PAGE = 50;

export interface TableOptions {
  page?: number;
  pageRows?: number;
  sort?: string; // column's title, "-" before it for downwards
  changed?: (page: number, sort: string) => void;
  expand?: (row: number) => Node; // what a row shows when it is opened
  expandLabel?: string;
  hideCaption?: boolean;
}

function drawCell(value: Cell, numeric: boolean): HTMLTableCellElement {
  const classes = [numeric ? 'number' : '', value.tone ? `tone-${value.tone}` : ''].filter(Boolean).join(' ');
  const element = value.heading
    ? make('th', { scope: 'row', class: classes || null })
    : make('td', { class: classes || null });
  element.append(value.heading ? nameText(value.text) : dataText(value.text));
  // A note is text like any other: a title alone cannot be reached by keyboard or touch.
  if (value.note) element.append(make('span', { class: 'note' }, dataText(value.note)));
  return element;
}

// What a reader made of a table, to be given to another table of the same name.
export interface TableState {
  page: number;
  sort: string;
  open: string[]; // rows by their names: their places change
  left: number; // how far it was scrolled
}

const views = new WeakMap<HTMLElement, TableView>();

class TableView {
  readonly root = make('div', { class: 'table-block' });
  private page: number;
  private sort: string;
  private order: number[];
  private readonly open = new Set<number>();

  constructor(
    private readonly table: TableModel,
    private readonly options: TableOptions,
  ) {
    this.page = options.page ?? 0;
    this.sort = options.sort ?? '';
    this.order = this.computeOrder();
    views.set(this.root, this);
    this.draw();
  }

  private rowName(row: number): string {
    const [first, second] = this.table.rows[row]!;
    return `${first?.text ?? ''} ${second?.text ?? ''}`;
  }

  name(): string {
    return this.table.caption;
  }

  keep(): TableState {
    return {
      page: this.page,
      sort: this.sort,
      open: [...this.open].map((row) => this.rowName(row)),
      left: this.root.querySelector('.scroll')?.scrollLeft ?? 0,
    };
  }

  restore({ page, sort, open, left }: TableState): void {
    const names = new Set(open);
    const rows =
      open.length === 0 ? [] : this.table.rows.flatMap((_, row) => (names.has(this.rowName(row)) ? [row] : []));
    const unlike = page !== this.page || sort !== this.sort || rows.some((row) => !this.open.has(row));
    for (const row of rows) this.open.add(row);
    this.page = page;
    this.sort = sort;
    if (unlike) {
      this.order = this.computeOrder();
      this.draw();
    }
    if (left > 0) this.root.querySelector('.scroll')!.scrollLeft = left;
  }

  private computeOrder(): number[] {
    const down = this.sort.startsWith('-');
    const index = this.table.columns.findIndex((entry) => entry.title === this.sort.replace(/^-/, ''));
    return index < 0 ? this.table.rows.map((_, row) => row) : sortedOrder(this.table, index, down);
  }

  private go(page: number, sort: string, focus?: string): void {
    this.page = page;
    if (sort !== this.sort) {
      this.sort = sort;
      this.order = this.computeOrder();
    }
    this.draw();
    if (focus) {
      const wanted = [...this.root.querySelectorAll<HTMLButtonElement>('button')].find(
        (entry) => entry.dataset.key === focus,
      );
      if (wanted && !wanted.disabled) wanted.focus();
      else this.root.querySelector<HTMLElement>('.scroll')?.focus();
    }
    this.options.changed?.(this.page, this.sort);
  }

  private heading(title: string, numeric: boolean): HTMLTableCellElement {
    const up = this.sort === title;
    const down = this.sort === `-${title}`;
    const label = `${title}${up ? ' ▲' : down ? ' ▼' : ''}`;
    const head = make('th', {
      scope: 'col',
      'data-label': shortText(label, 80), // for paper
      class: numeric ? 'number' : null,
      'aria-sort': up ? 'ascending' : down ? 'descending' : null,
    });
    head.append(
      button(label, () => this.go(0, up ? `-${title}` : down ? '' : title, title), {
        class: 'sort',
        'data-key': title,
      }),
    );
    return head;
  }

  private row(row: number): HTMLTableRowElement[] {
    const cells = this.table.rows[row]!.map((value, index) => drawCell(value, this.table.columns[index]!.numeric));
    const line = make('tr', {}, ...cells);
    const { expand } = this.options;
    if (!expand) return [line];
    const opened = this.open.has(row);
    const key = `open-${row}`;
    const toggle = button(
      opened ? '−' : '+',
      () => {
        if (opened) this.open.delete(row);
        else this.open.add(row);
        this.go(this.page, this.sort, key);
      },
      {
        class: 'expand',
        'aria-expanded': String(opened),
        'data-key': key,
        'aria-label': `${this.options.expandLabel ?? 'Details'} ${this.rowName(row)}`.slice(0, 200),
      },
    );
    line.prepend(make('td', {}, toggle));
    return opened
      ? [line, make('tr', { class: 'opened' }, make('td', { colspan: cells.length + 1 }, expand(row)))]
      : [line];
  }

  private pager(pages: number): HTMLElement {
    const step = (label: string, to: number, key: string): HTMLButtonElement =>
      button(label, () => this.go(to, this.sort, key), { 'data-key': key, disabled: to < 0 || to >= pages });
    return make(
      'nav',
      { class: 'pager', 'aria-label': `Pages of: ${this.table.caption}`.slice(0, 120) },
      step('First', this.page === 0 ? -1 : 0, 'first'),
      step('Previous', this.page - 1, 'previous'),
      make(
        'span',
        { 'aria-live': 'polite' },
        `Page ${this.page + 1} of ${pages}, ${countText(this.order.length, 'row')}`,
      ),
      step('Next', this.page + 1, 'next'),
      step('Last', this.page === pages - 1 ? pages : pages - 1, 'last'),
    );
  }

  private draw(): void {
    const size = this.options.pageRows ?? ROWS_A_PAGE;
    const pages = Math.max(1, Math.ceil(this.order.length / size));
    this.page = Math.min(this.page, pages - 1);
    const rows = this.order.slice(this.page * size, (this.page + 1) * size);
    const body = make('tbody', {}, ...rows.flatMap((row) => this.row(row)));
    const corner = this.options.expand ? make('td', { class: 'corner' }) : null;
    const head = make(
      'thead',
      {},
      make('tr', {}, corner, ...this.table.columns.map((entry) => this.heading(entry.title, entry.numeric))),
    );
    const caption = make(
      'caption',
      { class: this.options.hideCaption ? 'visually-hidden' : null },
      dataText(`${this.table.caption} (${countText(this.order.length, 'row')})`),
    );
    // Wide tables scroll by themselves; a scrolling region must be reachable by keyboard.
    const scroll = make(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `Table: ${this.table.caption}`.slice(0, 120) },
      make('table', {}, caption, head, body),
    );
    this.root.replaceChildren(scroll, ...(pages > 1 ? [this.pager(pages)] : []));
  }
}

export function tableName(block: HTMLElement): string {
  return views.get(block)!.name();
}

export function keepTable(block: HTMLElement): TableState {
  return views.get(block)!.keep();
}

export function restoreTable(block: HTMLElement, state: TableState): void {
  views.get(block)!.restore(state);
}

export function tableView(table: TableModel, options: TableOptions = {}): HTMLElement {
  return new TableView(table, options).root;
}
