// What a reader has open, and where they are, over a redraw of what they look at: opened <details>, opened rows, sorting
// and pages of tables, focus, and the place on the screen. New elements are found again by what they are called.
import { keepTable, restoreTable, tableName, type TableState } from './table_view';

const SCOPES = '[data-chart], section[id], form, .live, header';
const FOCUSABLE = 'a[href], button, select, input, summary, [tabindex]';

const withoutNumbers = (text: string): string => text.replace(/\d[\d,]*/g, '#');

function nameOf(element: HTMLElement): string {
  // These have their names from tableOf and scopeOf; what is in them changes.
  if (element.matches('.table-block, [data-chart]')) return '';
  const own = element.getAttribute('aria-label') ?? element.dataset.key ?? element.id;
  if (own) return own;
  // Counts in a text grow.
  return withoutNumbers((element.textContent ?? '').slice(0, 300));
}

function scopeOf(element: Element): string {
  const scope = element.closest(SCOPES);
  return scope === null ? '' : ((scope as HTMLElement).dataset.chart ?? (scope.id || scope.className));
}

// Each element with a key of its own: equal names are counted.
function keyed(root: Element, selector: string): Map<string, HTMLElement> {
  const found = new Map<string, HTMLElement>();
  const counts = new Map<string, number>();
  for (const element of root.querySelectorAll<HTMLElement>(selector)) {
    const name = [scopeOf(element), element.tagName, tableOf(element), nameOf(element)].join('|');
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    found.set(`${name}|${count}`, element);
  }
  return found;
}

function tableOf(element: Element): string {
  const block = element.closest<HTMLElement>('.table-block');
  return block === null ? '' : tableName(block);
}

function keyOf(root: Element, selector: string, element: Element | null): string | null {
  if (element === null || !root.contains(element)) return null;
  for (const [key, candidate] of keyed(root, selector)) if (candidate === element) return key;
  return null;
}

function summariesOf(root: Element): Map<string, HTMLElement> {
  return keyed(root, 'details > summary');
}

interface Anchor {
  key: string;
  top: number;
}

// The last figure or section that begins above the middle of the screen: what the reader looks at.
function anchorOf(root: Element): Anchor | null {
  if (scrollY === 0) return null;
  let anchor: Anchor | null = null;
  for (const [key, element] of keyed(root, '[data-chart], section[id]')) {
    const { top } = element.getBoundingClientRect();
    if (top < innerHeight / 2) anchor = { key, top };
  }
  return anchor;
}

function openAgain(root: Element, opened: Set<string>, tables: Map<string, TableState>): void {
  for (const [key, summary] of summariesOf(root)) {
    const details = summary.parentElement as HTMLDetailsElement;
    if (details.open || !opened.has(key)) continue;
    details.open = true;
    // Of itself the browser tells it later; what is inside must be there now, to be given its own place again.
    details.dispatchEvent(new Event('toggle'));
  }
  for (const [key, block] of keyed(root, '.table-block')) {
    const state = tables.get(key);
    if (state) restoreTable(block, state);
  }
}

function focusAgain(root: HTMLElement, key: string, caret: [number | null, number | null] | null): void {
  const element = keyed(root, FOCUSABLE).get(key);
  if (!element) {
    // Without this a reader with a keyboard would begin at the top again.
    document.getElementById('main')?.focus({ preventScroll: true });
    return;
  }
  element.focus({ preventScroll: true });
  if (caret && element instanceof HTMLInputElement) element.setSelectionRange(...caret);
}

export function keepPlace(root: HTMLElement, redraw: () => void): void {
  const active = document.activeElement;
  const focused = keyOf(root, FOCUSABLE, active);
  const caret: [number | null, number | null] | null =
    active instanceof HTMLInputElement ? [active.selectionStart, active.selectionEnd] : null;
  const opened = new Set(
    [...summariesOf(root)].filter(([, summary]) => summary.parentElement!.hasAttribute('open')).map(([key]) => key),
  );
  const tables = new Map([...keyed(root, '.table-block')].map(([key, block]) => [key, keepTable(block)]));
  const anchor = anchorOf(root);
  redraw();
  // Twice: tables in opened rows and details in tables are there only then.
  openAgain(root, opened, tables);
  openAgain(root, opened, tables);
  if (focused !== null && !active?.isConnected) focusAgain(root, focused, caret);
  const anchored = anchor === null ? undefined : keyed(root, '[data-chart], section[id]').get(anchor.key);
  if (anchored) scrollBy({ top: anchored.getBoundingClientRect().top - anchor!.top, behavior: 'instant' });
}
