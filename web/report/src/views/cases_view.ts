// The table of cases, what each holds in full, and the cases that were not measured in full.
import type { BenchCase } from '../data/record';
import { caseTable, metricsTable, troubleTable } from '../models/case_table';
import { caseCommand, foreignTool } from '../models/commands';
import type { ViewState } from '../state/view_state';
import { commandView } from './commands_view';
import { make, section } from './dom';
import { tableView } from './table_view';

export function casesView(
  cases: BenchCase[],
  state: ViewState,
  emptyText: string,
  changed: (page: number, sort: string) => void,
): HTMLElement {
  if (cases.length === 0) return section('cases', 'Cases', make('p', {}, emptyText));
  const table = caseTable(cases, state.metric);
  return section(
    'cases',
    'Cases',
    tableView(table, {
      page: state.page,
      sort: state.sort,
      changed,
      hideCaption: true,
      expandLabel: 'All metrics of',
      expand: (row) =>
        make(
          'div',
          {},
          tableView(metricsTable(cases[row]!)),
          ...(foreignTool(cases[row]!.run) === null
            ? [commandView('To measure it again', caseCommand(cases[row]!))]
            : []),
        ),
    }),
  );
}

export function troubleView(cases: BenchCase[]): HTMLElement | null {
  const table = troubleTable(cases);
  if (table.rows.length === 0) return null;
  return section('trouble', 'Failed, skipped and unstable cases', tableView(table, { hideCaption: true }));
}
