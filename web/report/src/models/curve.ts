// A metric along an axis: one curve for each set of cases that differ in that axis alone. Pure.
import type { ScalingLaw } from '../data/document';
import { recordOfMetric, type BenchCase } from '../data/record';
import { countText, intervalText, numberText, quantityText, scaleFor, type Scale } from '../units/quantity';
import { axisTitle, metricTitle } from '../units/words';
import { labeller } from './case_labels';
import { lawCurve, lawOf, lawText } from './laws';
import { cell, column, type TableModel } from './table';

export interface CurvePoint {
  x: number;
  value: number;
  low: number | null;
  high: number | null;
}

export interface Curve {
  label: string;
  unit: string;
  points: CurvePoint[]; // by x, at least two
  law: { text: string; points: [number, number][]; fits: boolean } | null;
}

export interface CurveModel {
  id: string;
  title: string;
  axis: string;
  axisLabel: string;
  scale: Scale;
  logarithmic: boolean; // the axis of x
  curves: Curve[];
  left: number; // curves that are not shown, for there are too many
  caption: string;
  table: TableModel;
}

export const CURVES_MOST = 10;

function groups(cases: BenchCase[], axis: string, metric: string): BenchCase[][] {
  const found = new Map<string, BenchCase[]>();
  for (const entry of cases) {
    if (typeof entry.parameters[axis] !== 'number' || recordOfMetric(entry, metric)?.value == null) continue;
    const others = Object.entries(entry.parameters)
      .filter(([name]) => name !== axis)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([entry.benchmark, entry.model, others]);
    const group = found.get(key);
    if (group) group.push(entry);
    else found.set(key, [entry]);
  }
  return [...found.values()].filter((group) => new Set(group.map((entry) => entry.parameters[axis])).size > 1);
}

function curveOf(group: BenchCase[], label: string, axis: string, metric: string, laws: ScalingLaw[]): Curve {
  const points = group
    .map((entry): CurvePoint => {
      const record = recordOfMetric(entry, metric)!;
      return {
        x: Number(entry.parameters[axis]),
        value: record.value!,
        low: record.interval?.low ?? null,
        high: record.interval?.high ?? null,
      };
    })
    .sort((a, b) => a.x - b.x);
  const first = group[0]!;
  const law = lawOf(laws, first.benchmark, axis, metric, first.parameters);
  const drawn = law === null ? [] : lawCurve(law, points[0]!.x, points[points.length - 1]!.x);
  return {
    label,
    points,
    unit: recordOfMetric(first, metric)!.unit,
    law: law === null ? null : { text: lawText(law), points: drawn, fits: drawn.length > 0 },
  };
}

function captionOf(curves: Curve[], left: number, title: string): string {
  // With many lines their laws stand in the table only: nobody hears a caption of a page.
  const few = curves.length + left <= 2;
  const spans = curves.slice(0, 3).map((curve) => {
    const [first, last] = [curve.points[0]!, curve.points[curve.points.length - 1]!];
    const law = few && curve.law ? `; ${curve.law.text}` : '';
    return (
      `${curve.label}: ${quantityText(first.value, curve.unit)} at ${numberText(first.x)}, ` +
      `${quantityText(last.value, curve.unit)} at ${numberText(last.x)}${law}`
    );
  });
  const bars = curves.some((curve) => curve.points.some((point) => point.low !== null));
  const more = curves.length + left - spans.length;
  const rest =
    more > 0
      ? ` ${countText(more, 'more line')}${left > 0 ? `, of which ${left} are not drawn: choose fewer cases above` : ''}.`
      : '';
  return `${title}. ${spans.join('. ')}.${rest}${bars ? ' Bars are 95 % intervals.' : ''}${curves.some((curve) => curve.law?.fits) ? ' Dashed lines are fitted laws.' : ''}`;
}

function tableOf(curves: Curve[], title: string, axis: string, valueTitle: string): TableModel {
  return {
    caption: title,
    columns: [column('Line'), column(axisTitle(axis), true), column(valueTitle, true), column('95 % interval', true)],
    rows: curves.flatMap((curve) =>
      curve.points.map((point, index) => [
        cell(curve.label, { heading: true, ...(index === 0 && curve.law ? { note: `Law: ${curve.law.text}` } : {}) }),
        cell(String(point.x), { sort: point.x }),
        cell(quantityText(point.value, curve.unit), { sort: point.value }),
        cell(
          point.low === null || point.high === null ? '' : intervalText(point.low, point.high, curve.unit, point.value),
        ),
      ]),
    ),
  };
}

// Null where the axis does not vary in these cases.
export function curveModel(cases: BenchCase[], axis: string, metric: string, laws: ScalingLaw[]): CurveModel | null {
  const found = groups(cases, axis, metric);
  if (found.length === 0) return null;
  const label = labeller(
    found.map((group) => group[0]!),
    [axis],
  );
  const all = found.map((group) => curveOf(group, label(group[0]!), axis, metric, laws));
  const curves = all.slice(0, CURVES_MOST);
  const values = curves.flatMap((curve) => curve.points.map((point) => point.value));
  const xs = curves.flatMap((curve) => curve.points.map((point) => point.x));
  const title = `${metricTitle(metric)} against ${axisTitle(axis)}`;
  return {
    id: `${metric}-${axis}`,
    title,
    axis,
    axisLabel: axisTitle(axis),
    scale: scaleFor(curves[0]!.unit, Math.max(...values)),
    logarithmic: Math.min(...xs) > 0 && Math.max(...xs) / Math.min(...xs) >= 8,
    curves,
    left: all.length - curves.length,
    caption: captionOf(curves, all.length - curves.length, title),
    table: tableOf(all, title, axis, metricTitle(metric)),
  };
}
