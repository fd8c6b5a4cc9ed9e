// The roofline: both axes logarithmic, ceilings as lines, a point a phase.
import type { Ceiling, Phase, RooflineModel } from '../models/roofline';
import { numberText, quantityText, scaleFor } from '../units/quantity';
import { axis, baseOption, LONGEST_PX } from './common_option';
import type { ChartOption, SeriesOption } from './echarts';
import type { Palette } from './palette';

const PHASES: [Phase, symbol: string][] = [
  ['prefill', 'triangle'],
  ['decode', 'circle'],
  ['operator', 'rect'],
];

interface Frame {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

function frameOf(model: RooflineModel): Frame {
  const xs = model.points.map((point) => point.intensity);
  const ys = model.points.map((point) => point.throughput);
  const compute = model.ceilings.filter((ceiling) => ceiling.kind === 'compute').map((ceiling) => ceiling.value);
  const bandwidth = model.ceilings.filter((ceiling) => ceiling.kind === 'bandwidth').map((ceiling) => ceiling.value);
  // The ridge, where memory no longer limits, should be seen.
  const ridge = compute.length > 0 && bandwidth.length > 0 ? [Math.max(...compute) / Math.min(...bandwidth)] : [];
  return {
    left: Math.min(...xs) / 2,
    right: Math.max(...xs, ...ridge) * 3,
    bottom: Math.min(...ys) / 2,
    top: Math.max(...ys, ...compute) * 1.6,
  };
}

function ceilingLine(ceiling: Ceiling, ceilings: Ceiling[], frame: Frame): [number, number][] {
  const others = ceilings
    .filter((other) => other.kind !== ceiling.kind && other.threads === ceiling.threads)
    .map((other) => other.value);
  if (ceiling.kind === 'compute') {
    const ridge = others.length > 0 ? ceiling.value / Math.max(...others) : frame.left;
    return [
      [Math.max(frame.left, ridge), ceiling.value],
      [frame.right, ceiling.value],
    ];
  }
  const end = others.length > 0 ? Math.max(...others) / ceiling.value : frame.right;
  const start = Math.max(frame.left, frame.bottom / ceiling.value);
  return [
    [start, start * ceiling.value],
    [end, end * ceiling.value],
  ];
}

// Ceilings that all but coincide share a label: their own would lie upon each other.
const APART = 0.09; // of the natural logarithm

export function ceilingLabels(ceilings: Ceiling[]): Map<Ceiling, string> {
  const labels = new Map<Ceiling, string>();
  const compute = ceilings.filter((ceiling) => ceiling.kind === 'compute').sort((a, b) => b.value - a.value);
  let first: Ceiling | null = null;
  for (const ceiling of compute) {
    if (first !== null && Math.log(first.value / ceiling.value) < APART)
      labels.set(first, `${labels.get(first)}; ${ceiling.label}`);
    else {
      first = ceiling;
      labels.set(ceiling, ceiling.label);
    }
  }
  return labels;
}

export function rooflineOption(model: RooflineModel, palette: Palette): ChartOption {
  const frame = frameOf(model);
  const { factor, unit } = scaleFor('flop/s', frame.top / 10);
  const base = baseOption(palette);
  const labels = ceilingLabels(model.ceilings);
  const lines = model.ceilings.map((ceiling): SeriesOption => ({
    type: 'line',
    name: 'ceilings',
    symbol: 'none',
    silent: true,
    data: ceilingLine(ceiling, model.ceilings, frame).map(([x, y]) => [x, y * factor]),
    lineStyle: { color: palette.quiet, width: 1.5, type: ceiling.kind === 'compute' ? 'solid' : 'dashed' },
    itemStyle: { color: palette.quiet },
    endLabel: {
      show: labels.has(ceiling),
      formatter: () => labels.get(ceiling) ?? '',
      color: palette.text,
      fontSize: 11,
      width: 2 * LONGEST_PX,
      overflow: 'truncate',
      distance: 0,
      align: 'right',
      offset: [-4, -9],
    },
  }));
  const points = PHASES.flatMap(([phase, symbol], index): SeriesOption[] => {
    const of = model.points.filter((point) => point.phase === phase);
    return of.length === 0
      ? []
      : [
          {
            type: 'scatter',
            name: phase,
            symbol,
            symbolSize: 11,
            itemStyle: { color: palette.series[index]! },
            data: of.map((point) => ({ name: point.label, value: [point.intensity, point.throughput * factor] })),
          },
        ];
  });
  return {
    ...base,
    grid: { left: 12, right: 24, top: 48, bottom: 32, containLabel: true },
    xAxis: axis(palette, 'log', 'operations a byte (flop/byte)', {
      min: frame.left,
      max: frame.right,
      axisLabel: {
        color: palette.text,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (x: number) => numberText(x),
      },
    }) as ChartOption['xAxis'],
    yAxis: axis(palette, 'log', unit, {
      logBase: 2,
      min: frame.bottom * factor,
      max: frame.top * factor,
      nameLocation: 'end',
      nameGap: 10,
      axisLabel: {
        color: palette.text,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (y: number) => numberText(y),
      },
    }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { seriesName, name, value } = entry as { seriesName: string; name: string; value: number[] };
        return `${name}, ${seriesName}\n${numberText(value[0]!)} flop/byte, ${quantityText(value[1]! / factor, 'flop/s')}`;
      },
    },
    series: [...lines, ...points],
  };
}
