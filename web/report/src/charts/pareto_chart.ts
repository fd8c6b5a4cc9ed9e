// Variants by cost and speed; the front is joined by a line.
import type { ParetoModel, Variant } from '../models/pareto';
import { numberText } from '../units/quantity';
import { axis, baseOption, intervalSeries, LONGEST_PX } from './common_option';
import type { ChartOption, SeriesOption } from './echarts';
import type { Palette } from './palette';

// Divergences of good and bad variants lie decades apart, and that of the original is zero: it stands at the left edge.
function placesOf(variants: Variant[]): { place: (variant: Variant) => number; logarithmic: boolean } {
  const above = variants.map((variant) => variant.x).filter((x) => x > 0);
  const least = Math.min(...above);
  const logarithmic = above.length > 1 && Math.max(...above) / least > 20;
  return { logarithmic, place: (variant) => (logarithmic && variant.x <= 0 ? least / 4 : variant.x) };
}

export function paretoOption(model: ParetoModel, palette: Palette): ChartOption {
  const base = baseOption(palette);
  const { place, logarithmic } = placesOf(model.variants);
  const at = (variant: Variant): number[] => [place(variant) * model.xScale.factor, variant.y * model.yScale.factor];
  const points = (name: string, front: boolean, color: string, symbol: string): SeriesOption => ({
    type: 'scatter',
    name,
    symbol,
    symbolSize: 10,
    itemStyle: { color },
    data: model.variants
      .filter((variant) => variant.front === front)
      .map((variant) => ({ name: variant.label, value: at(variant) })),
    label: {
      show: true,
      formatter: '{b}',
      position: 'right',
      color: palette.text,
      fontSize: 11,
      width: LONGEST_PX,
      overflow: 'truncate',
      opacity: 1,
    },
    labelLayout: { hideOverlap: true },
  });
  const front = model.variants.filter((variant) => variant.front).sort((a, b) => a.x - b.x);
  const bars = model.variants.flatMap((variant) =>
    variant.low === null || variant.high === null
      ? []
      : [[place(variant) * model.xScale.factor, variant.low * model.yScale.factor, variant.high * model.yScale.factor]],
  );
  return {
    ...base,
    grid: { left: 12, right: 80, top: 48, bottom: 36, containLabel: true },
    xAxis: axis(
      palette,
      logarithmic ? 'log' : 'value',
      `${model.xTitle}${model.xScale.unit ? `, ${model.xScale.unit}` : ''}`,
      { scale: true, axisLabel: { color: palette.text, hideOverlap: true, formatter: (x: number) => numberText(x) } },
    ) as ChartOption['xAxis'],
    yAxis: axis(palette, 'value', model.yScale.unit, {
      scale: true,
      nameLocation: 'end',
      nameGap: 10,
    }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { name, value } = entry as { name: string; value: number[] };
        const x = model.variants.find((variant) => variant.label === name)?.x ?? 0;
        return `${name}\n${numberText(x * model.xScale.factor)} ${model.xScale.unit}, ${numberText(value[1]!)} ${model.yScale.unit}`;
      },
    },
    series: [
      {
        type: 'line',
        name: 'front',
        symbol: 'none',
        silent: true,
        z: 1, // below the labels, which it would strike out
        data: front.map(at),
        lineStyle: { color: palette.series[1]!, type: 'dashed' },
        itemStyle: { color: palette.series[1]! },
      },
      intervalSeries('95 % interval', bars, palette.quiet, false, 0.7),
      points('on the front', true, palette.series[1]!, 'diamond'),
      points('beaten', false, palette.series[0]!, 'circle'),
    ],
  };
}
