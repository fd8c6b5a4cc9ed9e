// Which sections of charts the page has, in their order; a section without data is left out.
import { chartList, CURVES, type ChartList, type ReportChart, type ScalingPart } from '../charts/chart_list';
import type { ReportDocument, RunDocument } from '../data/document';
import type { BenchCase } from '../data/record';
import type { ViewState } from '../state/view_state';
import { countText } from '../units/quantity';
import { axisTitle, listText } from '../units/words';
import { chartView } from './chart_view';
import { comparisonView } from './comparison_view';
import { runsBesideView } from './runs_view';
import { dataText, make, section } from './dom';

function scalingView(parts: ScalingPart[], shown: BenchCase[], metric: string | null): HTMLElement | null {
  const varied = (axis: string): boolean => parts.some((part) => part.axes.includes(axis));
  const still = metric === null ? CURVES.map(([axis]) => axis).filter((axis) => !varied(axis)) : [];
  const note =
    still.length === 0 || !shown.some((entry) => 'sequence_length' in entry.parameters)
      ? null
      : make(
          'p',
          { class: 'quiet' },
          `Not varied here: ${listText(still.map(axisTitle))}. To vary it: piobench run … --param ${still[0]}=1,2,4,8`,
        );
  if (parts.length === 0 && note === null) return null;
  return section(
    'scaling',
    'How it scales',
    ...parts.map((part) =>
      make(
        'div',
        {},
        make('h3', { class: 'model' }, dataText(part.model ?? 'Without a model')),
        make('div', { class: 'figures' }, ...part.curves.map((curve) => chartView({ ...curve, level: 4 }))),
      ),
    ),
    note,
  );
}

function tokens({ quantiles, strips }: ChartList): HTMLElement | null {
  if (quantiles === null && strips.length === 0) return null;
  const none =
    strips.length > 0
      ? null
      : make('p', { class: 'quiet' }, 'The run keeps no gaps of single tokens: there is no strip of a sample to show.');
  return section(
    'tokens',
    'Between tokens',
    quantiles && chartView(quantiles),
    make('div', { class: 'figures' }, ...strips.map(chartView)),
    none,
  );
}

function several(id: string, title: string, charts: ReportChart[]): HTMLElement | null {
  return charts.length === 0 ? null : section(id, title, make('div', { class: 'figures' }, ...charts.map(chartView)));
}

function histories({ histories, historiesLeft }: ChartList): HTMLElement | null {
  if (histories.length === 0) return null;
  return section(
    'history',
    'Over time',
    make('div', { class: 'figures' }, ...histories.map(chartView)),
    historiesLeft > 0 &&
      make(
        'p',
        { class: 'quiet' },
        `${countText(historiesLeft, 'more history', 'more histories')} of these cases: choose a benchmark or a metric to see them.`,
      ),
  );
}

export function chartSections(
  report: ReportDocument,
  run: RunDocument,
  all: BenchCase[],
  shown: BenchCase[],
  state: ViewState,
): (HTMLElement | null)[] {
  const charts = chartList(report, run, all, shown, state);
  const { comparison, memory, firstToken, roofline } = charts;
  return [
    report.comparison && comparison && comparisonView(report.comparison, comparison.model, comparison.chart),
    runsBesideView(report.runs, state),
    scalingView(charts.scaling, shown, state.metric),
    memory && section('memory', 'Memory', chartView(memory)),
    firstToken && section('first-token', 'Time to the first token', chartView(firstToken)),
    tokens(charts),
    roofline && section('limits', "How near the machine's limits", chartView(roofline)),
    several('optimization', 'Size and quality against speed', charts.pareto),
    histories(charts),
  ];
}
