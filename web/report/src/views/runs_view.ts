// Several runs side by side.
import type { RunDocument } from '../data/document';
import { runsBeside } from '../models/runs_beside';
import type { ViewState } from '../state/view_state';
import { make, section } from './dom';
import { tableView } from './table_view';

export function runsBesideView(runs: RunDocument[], state: ViewState): HTMLElement | null {
  const table = runsBeside(runs, state);
  if (table === null) return null;
  return section(
    'runs',
    'Runs side by side',
    make(
      'p',
      { class: 'quiet' },
      'A difference here is no verdict: whether it is more than noise is what a comparison tells.',
    ),
    tableView(table, { hideCaption: true, pageRows: 10 }),
  );
}
