// What a reader chose, and its form in the address, so that a link shows what its sender saw.

export interface ViewState {
  run: string | null; // id; null: the last run of the report
  model: string | null; // null: all
  benchmark: string | null;
  parameters: Record<string, string>; // axis -> value, as text
  metric: string | null;
  status: string | null;
  text: string; // must occur in the case's name
  theme: 'auto' | 'light' | 'dark';
  page: number; // of the table of cases, from 0
  sort: string; // column of the table; a leading "-" turns it round; empty: as measured
}

export const EMPTY_STATE: ViewState = {
  run: null,
  model: null,
  benchmark: null,
  parameters: {},
  metric: null,
  status: null,
  text: '',
  theme: 'auto',
  page: 0,
  sort: '',
};

const WORDS = ['run', 'model', 'benchmark', 'metric', 'status'] as const;
// Parameters carry a mark, so that an axis named "model" (core/optimization has one) is not the filter of that name.
const AXIS_MARK = 'p.';

export function readAddress(hash: string): ViewState {
  const entries = new URLSearchParams(hash.replace(/^#/, ''));
  const state: ViewState = { ...EMPTY_STATE, parameters: {} };
  for (const word of WORDS) state[word] = entries.get(word) || null;
  for (const [key, value] of entries) {
    if (key.startsWith(AXIS_MARK) && key.length > AXIS_MARK.length)
      state.parameters[key.slice(AXIS_MARK.length)] = value;
  }
  const theme = entries.get('theme');
  if (theme === 'light' || theme === 'dark') state.theme = theme;
  const page = Number(entries.get('page'));
  if (Number.isSafeInteger(page) && page > 1) state.page = page - 1;
  state.text = entries.get('text') ?? '';
  state.sort = entries.get('sort') ?? '';
  return state;
}

export function writeAddress(state: ViewState): string {
  const entries = new URLSearchParams();
  for (const word of WORDS) if (state[word]) entries.set(word, state[word]);
  for (const axis of Object.keys(state.parameters).sort()) entries.set(AXIS_MARK + axis, state.parameters[axis]!);
  if (state.text) entries.set('text', state.text);
  if (state.theme !== 'auto') entries.set('theme', state.theme);
  if (state.sort) entries.set('sort', state.sort);
  if (state.page > 0) entries.set('page', String(state.page + 1));
  return entries.toString();
}
