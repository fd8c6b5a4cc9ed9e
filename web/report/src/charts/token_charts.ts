// Inter-token latency: quantiles by case, and a strip of gaps token by token.
import { QUANTILES, type QuantileModel, type StripModel } from '../models/token_gaps';
import { numberText } from '../units/quantity';
import { axis, baseOption, intervalSeries, rowAxis } from './common_option';
import type { ChartOption, SeriesOption } from './echarts';
import { SYMBOLS, type Palette } from './palette';

export function quantileOption(model: QuantileModel, palette: Palette): ChartOption {
  const { factor, unit } = model.scale;
  const base = baseOption(palette);
  const series = model.quantiles.flatMap((quantile): SeriesOption[] => {
    const index = QUANTILES.indexOf(quantile.name);
    const color = palette.series[index]!;
    const points = quantile.points.flatMap((point, row) => (point === null ? [] : [{ ...point, row }]));
    const bars = points.flatMap((point) =>
      point.low === null || point.high === null ? [] : [[point.low * factor, point.high * factor, point.row]],
    );
    return [
      {
        type: 'scatter',
        name: quantile.name,
        symbol: SYMBOLS[index]!,
        symbolSize: 10,
        itemStyle: { color },
        data: points.map((point) => [point.value * factor, point.row]),
      },
      ...(bars.length > 0 ? [intervalSeries(quantile.name, bars, color, true)] : []),
    ];
  });
  return {
    ...base,
    grid: { left: 12, right: 24, top: 40, bottom: 32, containLabel: true },
    xAxis: axis(palette, 'value', unit, { min: 0 }) as ChartOption['xAxis'],
    yAxis: rowAxis(palette, model.cases),
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { seriesName, value } = entry as { seriesName: string; value: number[] };
        return `${model.cases[value[1]!]}\n${seriesName}: ${numberText(value[0]!)} ${unit}`;
      },
    },
    series,
  };
}

export function stripOption(model: StripModel, palette: Palette): ChartOption {
  const { factor, unit } = model.scale;
  const base = baseOption(palette);
  const stalls = model.gaps.filter((gap) => gap.stalled);
  return {
    ...base,
    legend: { show: false },
    grid: { left: 12, right: 24, top: 28, bottom: 32, containLabel: true },
    xAxis: axis(palette, 'category', 'token', {
      data: model.gaps.map((gap) => String(gap.token)),
    }) as ChartOption['xAxis'],
    yAxis: axis(palette, 'value', unit, { min: 0, nameLocation: 'end', nameGap: 10 }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { name, value } = entry as { name: string; value: number | number[] };
        return `before token ${name}: ${numberText(Array.isArray(value) ? value[1]! : value)} ${unit}`;
      },
    },
    series: [
      {
        type: 'bar',
        name: 'gap',
        barCategoryGap: '15%',
        data: model.gaps.map((gap) => ({
          value: gap.gap * factor,
          itemStyle: { color: gap.stalled ? palette.verdict.regressed : palette.series[0]! },
        })),
      },
      {
        type: 'scatter',
        name: 'stall',
        symbol: 'diamond',
        symbolSize: 11,
        symbolOffset: [0, -9],
        itemStyle: { color: palette.verdict.regressed },
        data: stalls.map((gap) => [String(gap.token), gap.gap * factor]),
      },
    ],
  };
}
