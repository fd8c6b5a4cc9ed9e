// The head: title, the one sentence, warnings, and the choice of colours.
import type { ReportDocument, RunDocument } from '../data/document';
import type { BenchCase } from '../data/record';
import { headSentence } from '../models/head_sentence';
import type { ViewState } from '../state/view_state';
import { dataText, make } from './dom';

export function themeChoice(theme: ViewState['theme'], changed: (theme: ViewState['theme']) => void): HTMLElement {
  const list = make(
    'select',
    { id: 'theme' },
    make('option', { value: 'auto' }, 'as the system'),
    make('option', { value: 'light' }, 'light'),
    make('option', { value: 'dark' }, 'dark'),
  );
  list.value = theme;
  list.addEventListener('change', () => changed(list.value as ViewState['theme']));
  return make('div', { class: 'field theme' }, make('label', { for: 'theme' }, 'Colours'), list);
}

export function headView(report: ReportDocument, run: RunDocument, cases: BenchCase[]): Node[] {
  const warnings = [...(run.warnings ?? []), ...(report.comparison?.warnings ?? [])];
  const sentence = make('p', { class: 'sentence' });
  sentence.append(dataText(headSentence(run, cases, report.comparison, report.live?.state === 'measuring'), 1500));
  const when = make('p', { class: 'quiet' });
  when.append(
    dataText(
      `Run ${run.id}, started ${run.timestamp}; report by ${report.program.name} ${report.program.version}, ${report.generated}.`,
    ),
  );
  return [
    make('h1', {}, 'Inference-PIO Bench: report'),
    sentence,
    when,
    ...(warnings.length === 0
      ? []
      : [
          make(
            'div',
            { class: 'warnings', role: 'note' },
            make('strong', {}, 'Read with care'),
            make('ul', {}, ...warnings.slice(0, 20).map((warning) => make('li', {}, dataText(warning)))),
          ),
        ]),
  ];
}

export function failureView(message: string, remedy: string): Node[] {
  return [
    make('h1', {}, 'Inference-PIO Bench: report'),
    make('div', { class: 'failure', role: 'alert' }, make('p', {}, dataText(message)), make('p', {}, dataText(remedy))),
  ];
}
