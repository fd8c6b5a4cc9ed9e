// Which charts the report has, in their order; a section without data is left out.
import { curveOption } from '../charts/curve_chart';
import type { ChartOption } from '../charts/echarts';
import { historyOption } from '../charts/history_chart';
import type { Palette } from '../charts/palette';
import { paretoOption } from '../charts/pareto_chart';
import { rooflineOption } from '../charts/roofline_chart';
import { stackHeight, stackOption } from '../charts/stack_chart';
import { quantileOption, stripOption } from '../charts/token_charts';
import type { ReportDocument, RunDocument } from '../data/document';
import { exemplarsOf, type BenchCase } from '../data/record';
import { curveModel } from '../models/curve';
import { filterHistories, HISTORIES_MOST, historyModels } from '../models/history';
import { paretoModels } from '../models/pareto';
import { rooflineModel } from '../models/roofline';
import { memoryStack, ttftStack } from '../models/stack';
import type { TableModel } from '../models/table';
import { gapQuantiles, tokenStrips } from '../models/token_gaps';
import type { ViewState } from '../state/view_state';
import { countText } from '../units/quantity';
import { axisTitle, listText } from '../units/words';
import { chartView } from './chart_view';
import { comparisonView } from './comparison_view';
import { runsBesideView } from './runs_view';
import { dataText, make, section } from './dom';

const CURVES: [axis: string, metrics: string[]][] = [
  ['sequence_length', ['ttft', 'peak_memory']],
  ['batch_size', ['decode_throughput', 'prefill_throughput']],
  ['threads', ['decode_throughput', 'prefill_throughput']],
];
const HEIGHT = 340;

interface Drawable {
  id: string;
  title: string;
  caption: string;
  table: TableModel;
}

function figure<M extends Drawable>(
  model: M,
  option: (model: M, palette: Palette) => ChartOption,
  height = HEIGHT,
  level: 3 | 4 = 3,
): HTMLElement {
  return chartView({ ...model, height, level, option: (palette) => option(model, palette) });
}

// The chosen metric along every axis that varies; else the curves that people ask for.
function curves(shown: BenchCase[], run: RunDocument, metric: string | null): HTMLElement | null {
  const axes = new Set(shown.flatMap((entry) => Object.keys(entry.parameters)));
  const wanted = metric === null ? CURVES : [...axes].map((axis): [string, string[]] => [axis, [metric]]);
  const parts = [...new Set(shown.map((entry) => entry.model))]
    .map((model) => {
      const cases = shown.filter((entry) => entry.model === model);
      return {
        model,
        curves: wanted.flatMap(([axis, metrics]) =>
          metrics.flatMap((name) => curveModel(cases, axis, name, run.scaling ?? []) ?? []),
        ),
      };
    })
    .filter((part) => part.curves.length > 0);
  const varied = (axis: string): boolean => parts.some((part) => part.curves.some((curve) => curve.axis === axis));
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
        make(
          'div',
          { class: 'figures' },
          ...part.curves.map((model) =>
            figure(
              { ...model, id: `${model.id}-${part.model ?? ''}` },
              curveOption,
              HEIGHT + 10 * model.curves.length,
              4,
            ),
          ),
        ),
      ),
    ),
    note,
  );
}

function tokens(shown: BenchCase[], run: RunDocument): HTMLElement | null {
  const quantiles = gapQuantiles(shown);
  const strips = tokenStrips(shown, exemplarsOf(run));
  if (quantiles === null && strips.length === 0) return null;
  const none =
    strips.length > 0
      ? null
      : make('p', { class: 'quiet' }, 'The run keeps no gaps of single tokens: there is no strip of a sample to show.');
  return section(
    'tokens',
    'Between tokens',
    quantiles && figure(quantiles, quantileOption, 110 + 30 * quantiles.cases.length),
    make('div', { class: 'figures' }, ...strips.map((strip) => figure(strip, stripOption, 240))),
    none,
  );
}

function several(id: string, title: string, figures: HTMLElement[]): HTMLElement | null {
  return figures.length === 0 ? null : section(id, title, make('div', { class: 'figures' }, ...figures));
}

function histories(report: ReportDocument, all: BenchCase[], state: ViewState): HTMLElement | null {
  const models = historyModels(filterHistories(report.histories, all, state));
  if (models.length === 0) return null;
  const left = models.length - HISTORIES_MOST;
  return section(
    'history',
    'Over time',
    make(
      'div',
      { class: 'figures' },
      ...models.slice(0, HISTORIES_MOST).map((model) => figure(model, historyOption, 300)),
    ),
    left > 0 &&
      make(
        'p',
        { class: 'quiet' },
        `${countText(left, 'more history', 'more histories')} of these cases: choose a benchmark or a metric to see them.`,
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
  const memory = memoryStack(shown);
  const ttft = ttftStack(shown, exemplarsOf(run));
  const roofline = rooflineModel(all, shown);
  return [
    report.comparison && comparisonView(report.comparison, state),
    runsBesideView(report.runs, state),
    curves(shown, run, state.metric),
    memory && section('memory', 'Memory', figure(memory, stackOption, stackHeight(memory))),
    ttft && section('first-token', 'Time to the first token', figure(ttft, stackOption, stackHeight(ttft))),
    tokens(shown, run),
    roofline && section('limits', "How near the machine's limits", figure(roofline, rooflineOption, 440)),
    several(
      'optimization',
      'Size and quality against speed',
      paretoModels(shown).map((model) => figure(model, paretoOption, 380)),
    ),
    histories(report, all, state),
  ];
}
