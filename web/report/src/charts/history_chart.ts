// A case over runs: values, the level since the last step, steps as upright lines, disturbed runs hollow.
import { stepText, type HistoryModel, type HistoryStep } from '../models/history';
import { numberText } from '../units/quantity';
import { axis, baseOption, intervalSeries } from './common_option';
import type { ChartOption } from './echarts';
import type { Palette } from './palette';

// What is worse and not accepted stands out by a whole line and a mark before its text, not by colour alone.
function stepLine(step: HistoryStep, index: number, palette: Palette): object {
  const open = step.kind === 'worse';
  return {
    xAxis: step.index,
    name: `${open ? '▼ ' : step.kind === 'accepted' ? '✓ ' : ''}${stepText(step)}`,
    lineStyle: { color: open ? palette.verdict.regressed : palette.quiet, type: open ? 'solid' : 'dashed', width: 1.5 },
    // Neighbours would lie upon each other.
    label: { distance: 4 + 14 * (index % 2) },
  };
}

function levelLine(model: HistoryModel, palette: Palette): object[][] {
  const first = model.steps.reduce((latest, step) => Math.max(latest, step.index), 0);
  if (model.level === null || first === model.points.length - 1) return [];
  const y = model.level * model.scale.factor;
  return [
    [
      { coord: [first, y], name: '', lineStyle: { color: palette.quiet, type: 'dotted' } },
      { coord: [model.points.length - 1, y] },
    ],
  ];
}

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
    grid: { left: 12, right: 48, top: 52, bottom: 36, containLabel: true },
    xAxis: axis(palette, 'category', 'run', {
      data: model.points.map((point) => (point.timestamp || point.run).slice(0, 10)),
    }) as ChartOption['xAxis'],
    yAxis: axis(palette, 'value', unit, { scale: true, nameLocation: 'end', nameGap: 30 }) as ChartOption['yAxis'],
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { dataIndex } = entry as { dataIndex: number };
        const point = model.points[dataIndex];
        if (!point) return '';
        const disturbed = point.disturbed ? `, ${point.disturbed} disturbed` : '';
        return `${point.run} ${point.commit.slice(0, 10)}\n${numberText(point.value * factor)} ${unit}${disturbed}`;
      },
    },
    series: [
      {
        type: 'line',
        name: 'value',
        showAllSymbol: true, // a narrow chart would leave disturbed runs out
        lineStyle: { color, width: 1.5 },
        itemStyle: { color },
        data: model.points.map((point) => ({
          value: point.value * factor,
          symbolSize: point.disturbed ? 11 : 7,
          symbol: point.disturbed ? 'emptydiamond' : 'circle',
        })),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { color: palette.text, formatter: '{b}' },
          data: [
            ...model.steps.map((step, index) => stepLine(step, index, palette)),
            ...levelLine(model, palette),
          ] as never[],
        },
      },
      ...(bars.length > 0 ? [intervalSeries('95 % interval', bars, color)] : []),
    ],
  };
}
