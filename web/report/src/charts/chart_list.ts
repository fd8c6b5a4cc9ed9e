// Which charts a report has, in their order: for the page, and for the files of svg/. Pure.
import type { ReportDocument, RunDocument } from '../data/document';
import { exemplarsOf, type BenchCase } from '../data/record';
import { comparisonModel, type ComparisonModel } from '../models/comparison';
import { curveModel } from '../models/curve';
import { filterHistories, HISTORIES_MOST, historyModels } from '../models/history';
import { paretoModels } from '../models/pareto';
import { rooflineModel } from '../models/roofline';
import { memoryStack, ttftStack } from '../models/stack';
import type { TableModel } from '../models/table';
import { gapQuantiles, tokenStrips } from '../models/token_gaps';
import type { ViewState } from '../state/view_state';
import { comparisonOption } from './comparison_chart';
import { curveOption } from './curve_chart';
import type { ChartOption } from './echarts';
import { historyOption } from './history_chart';
import type { Palette } from './palette';
import { paretoOption } from './pareto_chart';
import { rooflineOption } from './roofline_chart';
import { stackHeight, stackOption } from './stack_chart';
import { quantileOption, stripOption } from './token_charts';

export const CURVES: [axis: string, metrics: string[]][] = [
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

export interface ReportChart extends Drawable {
  height: number;
  option: (palette: Palette) => ChartOption;
}

export interface ScalingPart {
  model: string | null;
  axes: string[]; // of its curves
  curves: ReportChart[];
}

export interface ChartList {
  comparison: { model: ComparisonModel; chart: ReportChart | null } | null;
  scaling: ScalingPart[];
  memory: ReportChart | null;
  firstToken: ReportChart | null;
  quantiles: ReportChart | null;
  strips: ReportChart[];
  roofline: ReportChart | null;
  pareto: ReportChart[];
  histories: ReportChart[];
  historiesLeft: number; // that are not drawn, for there are too many
}

function chart<M extends Drawable>(
  model: M,
  option: (model: M, palette: Palette) => ChartOption,
  height = HEIGHT,
): ReportChart {
  const { id, title, caption, table } = model;
  return { id, title, caption, table, height, option: (palette) => option(model, palette) };
}

function comparisonPart(report: ReportDocument, state: ViewState): ChartList['comparison'] {
  if (report.comparison === null) return null;
  const model = comparisonModel(report.comparison, state);
  const height = 110 + 26 * model.effects.length;
  return { model, chart: model.effects.length === 0 ? null : chart(model, comparisonOption, height) };
}

// The chosen metric along every axis that varies; else the curves that people ask for.
function scalingParts(shown: BenchCase[], run: RunDocument, metric: string | null): ScalingPart[] {
  const axes = new Set(shown.flatMap((entry) => Object.keys(entry.parameters)));
  const wanted = metric === null ? CURVES : [...axes].map((axis): [string, string[]] => [axis, [metric]]);
  return [...new Set(shown.map((entry) => entry.model))]
    .map((model) => {
      const cases = shown.filter((entry) => entry.model === model);
      const curves = wanted.flatMap(([axis, metrics]) =>
        metrics.flatMap((name) => curveModel(cases, axis, name, run.scaling ?? []) ?? []),
      );
      return {
        model,
        axes: curves.map((curve) => curve.axis),
        curves: curves.map((curve) =>
          chart({ ...curve, id: `${curve.id}-${model ?? ''}` }, curveOption, HEIGHT + 10 * curve.curves.length),
        ),
      };
    })
    .filter((part) => part.curves.length > 0);
}

// `all` has the ceilings, `shown` the cases.
export function chartList(
  report: ReportDocument,
  run: RunDocument,
  all: BenchCase[],
  shown: BenchCase[],
  state: ViewState,
): ChartList {
  const exemplars = exemplarsOf(run);
  const memory = memoryStack(shown);
  const ttft = ttftStack(shown, exemplars);
  const quantiles = gapQuantiles(shown);
  const roofline = rooflineModel(all, shown);
  const histories = historyModels(filterHistories(report.histories, all, state));
  return {
    comparison: comparisonPart(report, state),
    scaling: scalingParts(shown, run, state.metric),
    memory: memory && chart(memory, stackOption, stackHeight(memory)),
    firstToken: ttft && chart(ttft, stackOption, stackHeight(ttft)),
    quantiles: quantiles && chart(quantiles, quantileOption, 110 + 30 * quantiles.cases.length),
    strips: tokenStrips(shown, exemplars).map((strip) => chart(strip, stripOption, 240)),
    roofline: roofline && chart(roofline, rooflineOption, 440),
    pareto: paretoModels(shown).map((model) => chart(model, paretoOption, 380)),
    histories: histories.slice(0, HISTORIES_MOST).map((model) => chart(model, historyOption, 300)),
    historiesLeft: Math.max(0, histories.length - HISTORIES_MOST),
  };
}

// All of them, as the page shows them from its top to its end. What a heading above several says is in their titles.
export function chartsOf(list: ChartList): ReportChart[] {
  return [
    list.comparison?.chart ?? null,
    ...list.scaling.flatMap(({ model, curves }) =>
      curves.map((curve) => (model === null ? curve : { ...curve, title: `${curve.title}: ${model}` })),
    ),
    list.memory,
    list.firstToken,
    list.quantiles,
    ...list.strips,
    list.roofline,
    ...list.pareto,
    ...list.histories,
  ].filter((entry) => entry !== null);
}
