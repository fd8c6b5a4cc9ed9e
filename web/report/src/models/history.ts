// A case over many runs, with its steps and disturbed values. Pure. Reads what `piobench history show CASE --json` prints;
// what is missing there is missing here, and a history without values is none.
import type { Fields, Json } from '../data/document';
import { changeText, countText, quantityText, scaleFor, type Scale } from '../units/quantity';
import { metricTitle } from '../units/words';
import { cell, column, type TableModel } from './table';

export interface HistoryPoint {
  run: string;
  timestamp: string;
  commit: string;
  value: number;
  low: number | null;
  high: number | null;
  disturbed: number; // samples that were taken under disturbance
}

export interface HistoryStep {
  index: number; // the first value after it
  ratio: number;
  accepted: string;
}

export interface HistoryModel {
  id: string;
  title: string;
  unit: string;
  scale: Scale;
  points: HistoryPoint[];
  steps: HistoryStep[];
  caption: string;
  table: TableModel;
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const number = (value: Json | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
const object = (value: Json | undefined): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
const list = (value: Json | undefined): Fields[] => (Array.isArray(value) ? value.map(object) : []);

function pointOf(point: Fields): HistoryPoint[] {
  const value = number(point.value);
  if (value === null) return [];
  const interval = object(point.interval);
  return [
    {
      run: text(point.run),
      timestamp: text(point.timestamp),
      commit: text(point.commit),
      value,
      low: number(interval.low) ?? number(point.low),
      high: number(interval.high) ?? number(point.high),
      disturbed: number(point.disturbed_samples) ?? (point.disturbed === true ? 1 : (number(point.disturbed) ?? 0)),
    },
  ];
}

function captionOf(points: HistoryPoint[], steps: HistoryStep[], unit: string): string {
  const last = points[points.length - 1]!;
  const disturbed = points.filter((point) => point.disturbed > 0).length;
  const told = steps.map(
    (step) =>
      `${changeText(step.ratio)} at ${points[step.index]?.run ?? 'an unknown run'}` +
      `${step.accepted ? ` (accepted: ${step.accepted})` : ''}`,
  );
  return (
    `${countText(points.length, 'run')}; the last one ${quantityText(last.value, unit)}. ` +
    `${steps.length === 0 ? 'No step was found.' : `${countText(steps.length, 'step')}: ${told.join(', ')}.`}` +
    `${disturbed > 0 ? ` Hollow diamonds: ${countText(disturbed, 'run')} with disturbed samples.` : ''}`
  );
}

export function historyModel(series: Fields, caseName: string, id: string): HistoryModel | null {
  const points = list(series.points).flatMap(pointOf);
  if (points.length === 0) return null;
  const steps = list(series.steps).flatMap((step): HistoryStep[] => {
    const index = number(step.index);
    return index === null || !(index in points)
      ? []
      : [{ index, ratio: number(step.ratio) ?? 1, accepted: text(step.accepted) }];
  });
  const unit = text(series.unit);
  const title = `${metricTitle(text(series.metric), text(series.statistic))} of ${text(series.case) || caseName}`;
  return {
    id,
    title,
    unit,
    points,
    steps,
    scale: scaleFor(unit, Math.max(...points.map((point) => point.value))),
    caption: captionOf(points, steps, unit),
    table: {
      caption: title,
      columns: [
        column('Run'),
        column('Time'),
        column('Commit'),
        column('Value', true),
        column('Disturbed samples', true),
        column('Step'),
      ],
      rows: points.map((point, index) => {
        const step = steps.find((candidate) => candidate.index === index);
        return [
          cell(point.run, { heading: true }),
          cell(point.timestamp),
          cell(point.commit.slice(0, 10)),
          cell(quantityText(point.value, unit), { sort: point.value }),
          cell(String(point.disturbed), { sort: point.disturbed }),
          cell(step ? `${changeText(step.ratio)}${step.accepted ? `, accepted: ${step.accepted}` : ''}` : ''),
        ];
      }),
    },
  };
}

// A document holds one series, or several under "series".
export function historyModels(histories: Fields[]): HistoryModel[] {
  return histories.flatMap((history, at) => {
    const series = list(history.series);
    return (series.length > 0 ? series : [history]).flatMap(
      (entry, index) => historyModel(entry, text(history.case), `history-${at}-${index}`) ?? [],
    );
  });
}
