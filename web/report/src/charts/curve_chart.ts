// Lines with intervals and fitted laws.
import type { CurveModel } from '../models/curve';
import { numberText } from '../units/quantity';
import { axis, baseOption, intervalSeries } from './common_option';
import type { ChartOption, SeriesOption } from './echarts';
import { SYMBOLS, type Palette } from './palette';

interface Extent {
  min: number;
  max: number;
}

// The axis goes a little beyond the points, so that no point and no bar lies on the frame; a linear one begins at zero.
export function reach(logarithmic: boolean): { min: number | ((x: Extent) => number); max: (x: Extent) => number } {
  return logarithmic ? { min: (x) => x.min / 1.1, max: (x) => x.max * 1.1 } : { min: 0, max: (x) => x.max * 1.04 };
}

export function curveOption(model: CurveModel, palette: Palette): ChartOption {
  const { factor, unit } = model.scale;
  const series = model.curves.flatMap((curve, index): SeriesOption[] => {
    const color = palette.series[index % palette.series.length]!;
    const lines: SeriesOption[] = [
      {
        type: 'line',
        name: curve.label,
        data: curve.points.map((point) => [point.x, point.value * factor]),
        symbol: SYMBOLS[index % SYMBOLS.length]!,
        symbolSize: 8,
        itemStyle: { color },
        // The law is the line where there is one; the points alone are what was measured.
        lineStyle: { color, width: curve.law?.fits ? 0 : 2 },
      },
    ];
    if (curve.law?.fits) {
      lines.push({
        type: 'line',
        name: curve.label,
        data: curve.law.points.map(([x, y]) => [x, y * factor]),
        symbol: 'none',
        silent: true,
        lineStyle: { color, width: 2, type: 'dashed' },
        tooltip: { show: false },
      });
    }
    const bars = curve.points.flatMap((point) =>
      point.low === null || point.high === null ? [] : [[point.x, point.low * factor, point.high * factor]],
    );
    if (bars.length > 0) lines.push(intervalSeries(curve.label, bars, color));
    return lines;
  });
  const single = model.curves.length === 1;
  const rows = single ? 0.5 : Math.ceil(model.curves.length / 2);
  const base = baseOption(palette);
  return {
    ...base,
    ...(single ? { legend: { show: false } } : {}),
    grid: { left: 12, right: 24, top: 16 + 24 * rows, bottom: 32, containLabel: true },
    xAxis: axis(palette, model.logarithmic ? 'log' : 'value', model.axisLabel, {
      logBase: 2,
      ...reach(model.logarithmic),
      axisLabel: {
        color: palette.text,
        hideOverlap: true,
        showMinLabel: !model.logarithmic,
        showMaxLabel: false,
        formatter: (x: number) => numberText(x),
      },
    }) as ChartOption['xAxis'],
    yAxis: axis(palette, 'value', unit, { min: 0, nameLocation: 'end', nameGap: 10 }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { seriesName, value } = entry as { seriesName: string; value: number[] };
        return `${seriesName}\n${model.axisLabel} ${numberText(value[0]!)}: ${numberText(value[1]!)} ${unit}`;
      },
    },
    series,
  };
}
