// Optimization: what size or quality a variant costs, and what speed it brings; the front of those that none beats. Pure.
import { valueOf, type BenchCase } from '../data/record';
import { quantityText, scaleFor, type Scale } from '../units/quantity';
import { listText, metricTitle } from '../units/words';
import { cell, column, type TableModel } from './table';

export interface Variant {
  label: string;
  x: number; // smaller is better
  y: number; // larger is better
  low: number | null;
  high: number | null;
  front: boolean;
}

export interface ParetoModel {
  id: string;
  title: string;
  xTitle: string;
  xScale: Scale;
  yTitle: string;
  yScale: Scale;
  variants: Variant[];
  caption: string;
  table: TableModel;
}

// Which of the points no other one beats in one respect without losing in the other.
export function paretoFront(points: { x: number; y: number }[]): boolean[] {
  return points.map(
    (point) =>
      !points.some((other) => other.x <= point.x && other.y >= point.y && (other.x < point.x || other.y > point.y)),
  );
}

// Speed and quality come from two benchmarks: their cases meet in model and variant.
const keyOf = (entry: BenchCase): string => JSON.stringify([entry.model, entry.parameters.variant ?? null]);

function paretoOf(
  cases: BenchCase[],
  quality: Map<string, BenchCase>,
  metric: string,
  speed: string,
): ParetoModel | null {
  const models = new Set(cases.map((entry) => entry.model)).size > 1;
  const found = cases.flatMap((entry) => {
    const source = valueOf(entry, metric) === null ? quality.get(keyOf(entry)) : entry;
    const x = source ? valueOf(source, metric) : null;
    const y = entry.records.find((record) => record.metric === speed);
    if (x === null || y?.value == null) return [];
    return [
      {
        label: `${models ? `${entry.model} ` : ''}${entry.parameters.variant}`,
        x,
        y: y.value,
        low: y.interval?.low ?? null,
        high: y.interval?.high ?? null,
      },
    ];
  });
  if (found.length < 2) return null;
  const front = paretoFront(found);
  const variants = found.map((variant, index) => ({ ...variant, front: front[index]! }));
  const xUnit = metric === 'checkpoint_size' ? 'bytes' : 'nats';
  const title = `${metricTitle(metric)} against ${metricTitle(speed).toLowerCase()}`;
  const names = variants
    .filter((variant) => variant.front)
    .sort((a, b) => a.x - b.x)
    .map((variant) => variant.label);
  return {
    id: `pareto-${metric}-${speed}`,
    title,
    variants,
    xTitle: metricTitle(metric),
    xScale: scaleFor(xUnit, Math.max(...found.map((variant) => variant.x))),
    yTitle: metricTitle(speed),
    yScale: scaleFor('tokens/sec', 1),
    caption: `${title}. No variant beats these in both: ${listText(names, 12)}; the line joins them.${metric === 'kl_divergence' && found.some((variant) => variant.x === 0) ? ' A divergence of zero stands at the left edge.' : ''}`,
    table: {
      caption: title,
      columns: [
        column('Variant'),
        column(metricTitle(metric), true),
        column(metricTitle(speed), true),
        column('On the front'),
      ],
      rows: variants.map((variant) => [
        cell(variant.label, { heading: true }),
        cell(quantityText(variant.x, xUnit), { sort: variant.x }),
        cell(quantityText(variant.y, 'tokens/sec'), { sort: variant.y }),
        cell(variant.front ? 'yes' : 'no'),
      ]),
    },
  };
}

export function paretoModels(cases: BenchCase[]): ParetoModel[] {
  const variants = cases.filter((entry) => 'variant' in entry.parameters);
  const quality = new Map(
    variants.filter((entry) => valueOf(entry, 'kl_divergence') !== null).map((entry) => [keyOf(entry), entry]),
  );
  const measured = variants.filter((entry) => valueOf(entry, 'decode_throughput') !== null);
  return [
    ['checkpoint_size', 'decode_throughput'],
    ['kl_divergence', 'decode_throughput'],
    ['checkpoint_size', 'prefill_throughput'],
  ].flatMap(([metric, speed]) => paretoOf(measured, quality, metric!, speed!) ?? []);
}
