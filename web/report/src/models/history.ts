// A case over many runs, with its steps, its creep and its disturbed runs. Pure. Reads what
// `piobench history show CASE --json` prints; a history without values is none.
import type { Fields, Json } from '../data/document';
import { parameterValue, type BenchCase } from '../data/record';
import { accepts } from '../state/filter';
import type { ViewState } from '../state/view_state';
import { changeText, countText, quantityText, scaleFor, type Scale } from '../units/quantity';
import { metricTitle, statusWord } from '../units/words';
import { labeller, type Labelled } from './case_labels';
import { cell, column, type TableModel } from './table';

export interface HistoryPoint {
  run: string;
  timestamp: string;
  commit: string;
  branch: string;
  engine: string;
  value: number;
  low: number | null;
  high: number | null;
  status: string;
  disturbed: number | null; // samples that were taken under disturbance; null: the history does not know
}

export type StepKind = 'accepted' | 'worse' | 'better' | 'neither';

export interface HistoryStep {
  index: number; // of the first point after it
  ratio: number;
  kind: StepKind;
  reason: string; // of the acceptance
}

export interface HistoryModel {
  id: string;
  title: string;
  unit: string;
  scale: Scale;
  points: HistoryPoint[];
  steps: HistoryStep[];
  level: number | null; // of the runs since the last step
  suspect: boolean; // there is something that somebody should look at
  caption: string;
  table: TableModel;
}

export const HISTORIES_MOST = 40;

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const number = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const object = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const list = (value: Json | undefined): Fields[] => (Array.isArray(value) ? value.map(object) : []);

// Points without a value are not drawn; `places` says where each point of the document went.
function pointsOf(series: Fields): { points: HistoryPoint[]; places: (number | undefined)[] } {
  const points: HistoryPoint[] = [];
  const places = list(series.points).map((point) => {
    const value = number(point.value);
    if (value === null) return undefined;
    const interval = object(point.interval);
    return (
      points.push({
        run: text(point.run),
        timestamp: text(point.timestamp),
        commit: text(point.commit),
        branch: text(point.branch),
        engine: text(point.engine),
        value,
        low: number(interval.low),
        high: number(interval.high),
        status: text(point.status),
        disturbed: number(point.disturbed_samples),
      }) - 1
    );
  });
  return { points, places };
}

// What nobody accepted is worse or better only where the metric has a good direction.
function kindOf(ratio: number, direction: string, accepted: string): StepKind {
  if (accepted !== '') return 'accepted';
  if (direction !== 'lower_is_better' && direction !== 'higher_is_better') return 'neither';
  return ratio > 1 === (direction === 'lower_is_better') ? 'worse' : 'better';
}

function stepsOf(series: Fields, places: (number | undefined)[]): HistoryStep[] {
  return list(series.steps).flatMap((step): HistoryStep[] => {
    const index = places[number(step.index) ?? -1];
    const ratio = number(step.ratio);
    if (index === undefined || ratio === null) return [];
    const reason = text(step.accepted);
    return [{ index, ratio, kind: kindOf(ratio, text(series.direction), reason), reason }];
  });
}

const KINDS: Record<StepKind, string> = {
  accepted: 'accepted',
  worse: 'worse, not accepted',
  better: 'better',
  neither: '',
};

export function stepText(step: HistoryStep, withReason = false): string {
  const said = withReason && step.reason !== '' ? `accepted: ${step.reason}` : KINDS[step.kind];
  return `${changeText(step.ratio)}${said ? `, ${said}` : ''}`;
}

const whereText = (point: HistoryPoint | undefined): string =>
  [point?.run || 'an unknown run', point?.commit ? `(commit ${point.commit.slice(0, 10)})` : '']
    .filter(Boolean)
    .join(' ');

function creepText(series: Fields, points: HistoryPoint[], places: (number | undefined)[]): string {
  const creep = object(series.creep);
  const [ratio, begin, end] = [number(creep.ratio), number(creep.begin), number(creep.end)];
  if (ratio === null || begin === null || end === null) return '';
  const at = (index: number): HistoryPoint | undefined => points[places[index] ?? -1];
  return ` Creep: ${changeText(ratio)} bit by bit, from ${whereText(at(begin))} to ${whereText(at(end - 1))}.`;
}

function captionOf(model: Omit<HistoryModel, 'caption' | 'table'>, creep: string, suspicious: boolean): string {
  const { points, steps, unit, level } = model;
  const disturbed = points.filter((point) => (point.disturbed ?? 0) > 0).length;
  const told = steps.map((step) => `${stepText(step, true)}, at ${whereText(points[step.index])}`);
  return (
    `${countText(points.length, 'run')}; the last one ${quantityText(points[points.length - 1]!.value, unit)}` +
    `${level === null ? '' : `, the level now ${quantityText(level, unit)}`}. ` +
    `${steps.length === 0 ? 'No step was found.' : `${countText(steps.length, 'step')}: ${told.join('; ')}.`}` +
    creep +
    (suspicious
      ? ' Odd: two of the last three runs lie far off on the same side; measure again before believing it.'
      : '') +
    (disturbed > 0 ? ` Hollow diamonds: ${countText(disturbed, 'run')} with disturbed samples.` : '')
  );
}

function tableOf(title: string, unit: string, points: HistoryPoint[], steps: HistoryStep[]): TableModel {
  return {
    caption: title,
    columns: [
      column('Run'),
      column('Time'),
      column('Commit'),
      column('Engine'),
      column('Status'),
      column('Value', true),
      column('Disturbed samples', true),
      column('Step'),
    ],
    rows: points.map((point, index) => {
      const step = steps.find((candidate) => candidate.index === index);
      return [
        cell(point.run, { heading: true }),
        cell(point.timestamp),
        cell([point.commit.slice(0, 10), point.branch].filter(Boolean).join(', ')),
        cell(point.engine),
        cell(point.status === '' ? '' : statusWord(point.status)),
        cell(quantityText(point.value, unit), { sort: point.value }),
        cell(point.disturbed === null ? 'not known' : String(point.disturbed), { sort: point.disturbed }),
        cell(step ? stepText(step, true) : ''),
      ];
    }),
  };
}

// A history does not name its model; the first part of its benchmark is one, or as good as one for telling cases apart.
function labelled(series: Fields): Labelled {
  const benchmark = text(series.benchmark);
  return {
    benchmark,
    model: benchmark.split('/')[0]!,
    parameters: Object.fromEntries(
      Object.entries(object(series.parameters)).map(([axis, value]) => [axis, parameterValue(value)]),
    ),
  };
}

function historyModel(series: Fields, id: string, label: string): HistoryModel | null {
  const { points, places } = pointsOf(series);
  if (points.length === 0) return null;
  const steps = stepsOf(series, places);
  const unit = text(series.unit);
  const suspicious = series.suspicious === true;
  const creep = creepText(series, points, places);
  const metric = metricTitle(text(series.metric), text(series.statistic));
  const model = {
    id,
    title: `${metric} · ${label || text(series.case)}`,
    unit,
    points,
    steps,
    level: number(series.level),
    suspect: suspicious || creep !== '' || steps.some((step) => step.kind === 'worse'),
    scale: scaleFor(unit, Math.max(...points.map((point) => Math.max(point.value, point.high ?? point.value)))),
  };
  return {
    ...model,
    caption: `${text(series.case)}: ${captionOf(model, creep, suspicious)}`,
    // Made when it is shown: a report may hold thousands of histories.
    get table() {
      return tableOf(`${metric} of ${text(series.case)}`, unit, points, steps);
    },
  };
}

// Those that somebody should look at stand first.
export function historyModels(histories: Fields[]): HistoryModel[] {
  const label = labeller(histories.map(labelled));
  return histories
    .flatMap((series, index) => historyModel(series, `history-${index}`, label(labelled(series))) ?? [])
    .sort((a, b) => Number(b.suspect) - Number(a.suspect));
}

export function filterHistories(histories: Fields[], cases: BenchCase[], state: ViewState): Fields[] {
  const models = new Map(cases.map((entry) => [entry.benchmark, entry.model]));
  return histories.filter((series) => {
    const entry = labelled(series);
    return (
      (state.metric === null || series.metric === state.metric) &&
      accepts(state, { ...entry, name: text(series.case), model: models.get(entry.benchmark) ?? entry.model })
    );
  });
}
