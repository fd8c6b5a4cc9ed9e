// Everything needed to measure again and to check: machine, parameters, commands, raw records.
import type { ReportDocument, RunDocument } from '../data/document';
import { fullRecords, isCeiling, type BenchCase } from '../data/record';
import { recordsAsCsv } from '../downloads/csv';
import { offerDownload } from '../downloads/download';
import { caseCommand, foreignTool } from '../models/commands';
import { namedValues, runTable } from '../models/profile';
import { cell, column, type TableModel } from '../models/table';
import { choicesOf } from '../state/filter';
import { axisTitle } from '../units/words';
import { commandView } from './commands_view';
import { button, make, section } from './dom';
import { tableView } from './table_view';

function parametersTable(cases: BenchCase[]): TableModel {
  const values = new Map<string, Map<string, number>>();
  for (const entry of cases) {
    for (const [axis, value] of Object.entries(entry.parameters)) {
      const counts = values.get(axis) ?? new Map<string, number>();
      counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
      values.set(axis, counts);
    }
  }
  return {
    caption: 'Parameters and the cases at each value',
    columns: [column('Parameter'), column('Values (cases)')],
    rows: [...values].map(([axis, counts]) => [
      cell(axisTitle(axis), { heading: true }),
      cell([...counts].map(([value, count]) => `${value} (${count})`).join(', ')),
    ]),
  };
}

function opened(summary: string, build: () => Node[]): HTMLElement {
  const details = make('details', { class: 'more' }, make('summary', {}, summary));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(...build());
  });
  return details;
}

function downloads(run: RunDocument, all: BenchCase[], shown: () => BenchCase[]): HTMLElement {
  const records = (cases: BenchCase[]) => cases.flatMap(fullRecords);
  const json = (cases: BenchCase[], name: string): void =>
    offerDownload(name, 'application/json', `${JSON.stringify(records(cases), null, 1)}\n`);
  const csv = (cases: BenchCase[], name: string): void => offerDownload(name, 'text/csv', recordsAsCsv(records(cases)));
  return make(
    'div',
    { class: 'downloads' },
    button('All records, JSON', () => json(all, `${run.id}.json`)),
    button('All records, CSV', () => csv(all, `${run.id}.csv`)),
    button('Records shown, JSON', () => json(shown(), `${run.id}-shown.json`)),
    button('Records shown, CSV', () => csv(shown(), `${run.id}-shown.csv`)),
  );
}

function commands(run: RunDocument, measured: BenchCase[]): HTMLElement[] {
  const tool = foreignTool(run);
  if (tool !== null)
    return [make('p', {}, `Measured by ${tool}, whose file was imported. How it was called, the file does not say.`)];
  return [
    make('h3', {}, 'Measure it again'),
    commandView('This run', run.command),
    opened(`The command of each case (${measured.length.toLocaleString('en-US')})`, () => [
      make('pre', { class: 'commands', tabindex: '0' }, measured.map(caseCommand).join('\n')),
    ]),
  ];
}

export function provenanceView(
  report: ReportDocument,
  run: RunDocument,
  all: BenchCase[],
  shown: () => BenchCase[],
): HTMLElement {
  const measured = all.filter((entry) => !isCeiling(entry));
  return section(
    'provenance',
    'Machine, commands and data',
    ...commands(run, measured),
    make(
      'div',
      { class: 'on-screen' },
      make('h3', {}, 'The records themselves'),
      downloads(run, all, shown),
      opened('The whole report document, JSON', () => [
        button('Download', () =>
          offerDownload(`${run.id}-report.json`, 'application/json', `${JSON.stringify(report)}\n`),
        ),
      ]),
    ),
    make('h3', {}, 'The run'),
    tableView(runTable(run), { hideCaption: true }),
    make('h3', {}, 'System profile'),
    tableView(namedValues('System profile', run.hardware ?? {}), { hideCaption: true }),
    make('h3', {}, 'Parameters'),
    tableView(parametersTable(measured), { hideCaption: true }),
    make('p', { class: 'quiet' }, `${choicesOf(all).axes.length} of these vary in this run.`),
  );
}
