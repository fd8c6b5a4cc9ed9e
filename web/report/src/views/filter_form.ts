// The form with which a reader chooses what is shown. It is drawn once for a run; the views below it follow.
import type { Choices } from '../state/filter';
import type { ViewState } from '../state/view_state';
import { axisTitle, metricTitle, statusWord } from '../units/words';
import { button, make, shortText } from './dom';

export interface FilterActions {
  change: (patch: Partial<ViewState>) => void;
  clear: () => void;
}

interface Option {
  value: string;
  label: string;
}

function select(
  id: string,
  label: string,
  all: string,
  options: Option[],
  value: string | null,
  changed: (value: string | null) => void,
): HTMLElement {
  const list = make(
    'select',
    { id: `filter-${id}`, name: id, 'data-key': `filter ${label}` },
    make('option', { value: '' }, all),
    ...options.map((option) => make('option', { value: option.value }, shortText(option.label, 80))),
  );
  list.value = value ?? '';
  list.addEventListener('change', () => changed(list.value === '' ? null : list.value));
  return make('div', { class: 'field' }, make('label', { for: `filter-${id}` }, shortText(label, 40)), list);
}

const plain = (values: string[], title: (value: string) => string = (value) => value): Option[] =>
  values.map((value) => ({ value, label: title(value) }));

function axisFields(choices: Choices, state: ViewState, actions: FilterActions): HTMLElement[] {
  return choices.axes.map((axis, index) =>
    select(
      `axis-${index}`,
      axisTitle(axis.name),
      'all',
      plain(axis.values),
      state.parameters[axis.name] ?? null,
      (value) => {
        const parameters = { ...state.parameters };
        if (value === null) delete parameters[axis.name];
        else parameters[axis.name] = value;
        state.parameters = parameters;
        actions.change({ parameters });
      },
    ),
  );
}

export function filterForm(choices: Choices, runs: string[], state: ViewState, actions: FilterActions): HTMLElement {
  const text = make('input', { id: 'filter-text', type: 'search', autocomplete: 'off', spellcheck: 'false' });
  text.value = state.text;
  text.addEventListener('input', () => actions.change({ text: text.value }));
  const form = make(
    'form',
    { class: 'filters', 'aria-labelledby': 'filter-title', role: 'search' },
    make('h2', { id: 'filter-title' }, 'Show'),
    make(
      'div',
      { class: 'fields' },
      runs.length > 1 && select('run', 'Run', 'the last one', plain(runs), state.run, (run) => actions.change({ run })),
      select('model', 'Model', 'all models', plain(choices.models), state.model, (model) => actions.change({ model })),
      select('benchmark', 'Benchmark', 'all benchmarks', plain(choices.benchmarks), state.benchmark, (benchmark) =>
        actions.change({ benchmark }),
      ),
      ...axisFields(choices, { ...state }, actions),
      select(
        'metric',
        'Metric',
        'the chief metrics',
        plain(choices.metrics, (metric) => metricTitle(metric)),
        state.metric,
        (metric) => actions.change({ metric }),
      ),
      choices.statuses.length > 1 &&
        select('status', 'Status', 'all', plain(choices.statuses, statusWord), state.status, (status) =>
          actions.change({ status }),
        ),
      make('div', { class: 'field' }, make('label', { for: 'filter-text' }, 'Case contains'), text),
      button('Show all', actions.clear, { class: 'clear' }),
    ),
    make('p', { id: 'filter-result', role: 'status' }),
  );
  form.addEventListener('submit', (event) => event.preventDefault());
  return form;
}
