// Which charts the report has, in their order; a section without data is left out.
import { curveOption } from '../charts/curve_chart';
import { stackHeight, stackOption } from '../charts/stack_chart';
import type { ReportDocument, RunDocument } from '../data/document';
import { exemplarsOf, type BenchCase } from '../data/record';
import { curveModel, type CurveModel } from '../models/curve';
import { memoryStack, ttftStack, type StackModel } from '../models/stack';
import type { ViewState } from '../state/view_state';
import { axisTitle, listText } from '../units/words';
import { chartView } from './chart_view';
import { dataText, make, section } from './dom';

const CURVES: [axis: string, metrics: string[]][] = [
  ['sequence_length', ['ttft', 'peak_memory', 'kv_cache_memory']],
  ['batch_size', ['decode_throughput', 'prefill_throughput']],
  ['threads', ['decode_throughput', 'prefill_throughput']],
];
const CURVE_HEIGHT = 320;

const curveFigure = (model: CurveModel, name: string): HTMLElement =>
  chartView({ ...model, id: `${model.id}-${name}`, level: 4, height: CURVE_HEIGHT + 12 * model.curves.length, option: (palette) => curveOption(model, palette) });
const stackFigure = (model: StackModel): HTMLElement =>
  chartView({ ...model, height: stackHeight(model), option: (palette) => stackOption(model, palette) });

// The chosen metric along every axis that varies; else the curves that people ask for.
function curves(shown: BenchCase[], run: RunDocument, metric: string | null): HTMLElement | null {
  const axes = new Set(shown.flatMap((entry) => Object.keys(entry.parameters)));
  const models = [...new Set(shown.map((entry) => entry.model))];
  const wanted = metric === null ? CURVES : [...axes].map((axis): [string, string[]] => [axis, [metric]]);
  const parts = models.map((model) => {
    const cases = shown.filter((entry) => entry.model === model);
    return { model, curves: wanted.flatMap(([axis, metrics]) => metrics.flatMap((name) =>
      curveModel(cases, axis, name, run.scaling ?? []) ?? [])) };
  }).filter((part) => part.curves.length > 0);
  const varied = (axis: string): boolean => parts.some((part) => part.curves.some((curve) => curve.axis === axis));
  const still = metric === null ? CURVES.map(([axis]) => axis).filter((axis) => !varied(axis)) : [];
  const note = still.length === 0 || !shown.some((entry) => 'sequence_length' in entry.parameters) ? null :
    make('p', { class: 'quiet' }, `Not varied here: ${listText(still.map(axisTitle))}. Vary it with \`piobench run … --param ${still[0]}=1,2,4,8\`.`);
  if (parts.length === 0 && note === null) return null;
  return section('scaling', 'How it scales', ...parts.map((part) => make('div', {},
    make('h3', { class: 'model' }, dataText(part.model ?? 'Without a model')),
    make('div', { class: 'figures' }, ...part.curves.map((model) => curveFigure(model, part.model ?? ''))))), note);
}

export function chartSections(_report: ReportDocument, run: RunDocument, _all: BenchCase[], shown: BenchCase[],
  state: ViewState): (HTMLElement | null)[] {
  const memory = memoryStack(shown);
  const ttft = ttftStack(shown, exemplarsOf(run));
  return [
    curves(shown, run, state.metric),
    memory && section('memory', 'Memory', stackFigure(memory)),
    ttft && section('first-token', 'Time to the first token', stackFigure(ttft)),
  ];
}
