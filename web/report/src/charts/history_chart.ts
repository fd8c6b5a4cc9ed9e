// A case over runs: values, steps as upright lines, disturbed runs hollow.
import type { HistoryModel } from '../models/history';
import { changeText, numberText } from '../units/quantity';
import { axis, baseOption, intervalSeries } from './common_option';
import type { ChartOption } from './echarts';
import type { Palette } from './palette';

export function historyOption(model: HistoryModel, palette: Palette): ChartOption {
  const { factor, unit } = model.scale;
  const base = baseOption(palette);
  const color = palette.series[0]!;
  const bars = model.points.flatMap((point, index) =>
    point.low === null || point.high === null ? [] : [[index, point.low * factor, point.high * factor]],
  );
  return {
    ...base,
    legend: { show: false },
    grid: { left: 12, right: 32, top: 40, bottom: 36, containLabel: true },
    xAxis: axis(palette, 'category', 'run', {
      data: model.points.map((point) => (point.timestamp || point.run).slice(0, 10)),
    }) as ChartOption['xAxis'],
    yAxis: axis(palette, 'value', unit, { scale: true, nameLocation: 'end', nameGap: 10 }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { dataIndex, value } = entry as { dataIndex: number; value: number | number[] };
        const point = model.points[dataIndex];
        return `${point?.run ?? ''} ${point?.commit.slice(0, 10) ?? ''}\n${numberText(Array.isArray(value) ? value[1]! : value)} ${unit}`;
      },
    },
    series: [
      {
        type: 'line',
        name: 'value',
        lineStyle: { color, width: 1.5 },
        itemStyle: { color },
        data: model.points.map((point) => ({
          value: point.value * factor,
          symbolSize: point.disturbed > 0 ? 11 : 8,
          symbol: point.disturbed > 0 ? 'emptydiamond' : 'circle',
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: palette.verdict.regressed, type: 'dashed' },
          label: { color: palette.text, formatter: '{b}' },
          data: model.steps.map((step) => ({
            xAxis: step.index,
            name: changeText(step.ratio) + (step.accepted ? ' ✓' : ''),
          })),
        },
      },
      ...(bars.length > 0 ? [intervalSeries('95 % interval', bars, color)] : []),
    ],
  };
}
