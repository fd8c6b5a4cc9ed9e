// Lying bars of parts that add up; patterns tell the parts apart where colours do not.
import type { StackModel } from '../models/stack';
import { numberText } from '../units/quantity';
import { axis, baseOption, rowAxis } from './common_option';
import type { ChartOption } from './echarts';
import type { Palette } from './palette';

export function stackOption(model: StackModel, palette: Palette): ChartOption {
  const { factor, unit } = model.scale;
  const base = baseOption(palette);
  return {
    ...base,
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    grid: { left: 12, right: 24, top: 56, bottom: 32, containLabel: true },
    xAxis: axis(palette, 'value', unit) as ChartOption['xAxis'],
    yAxis: rowAxis(palette, model.bars),
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { seriesName, name, value } = entry as { seriesName: string; name: string; value: number };
        return `${name}\n${seriesName}: ${numberText(value)} ${unit}`;
      },
    },
    series: model.parts.map((part, index) => ({
      type: 'bar',
      name: part.name,
      stack: 'all',
      barMaxWidth: 22,
      data: part.values.map((value) => value * factor),
      itemStyle: { color: palette.series[index % palette.series.length]! },
    })),
  };
}

export function stackHeight(model: StackModel): number {
  return 110 + 30 * model.bars.length;
}
