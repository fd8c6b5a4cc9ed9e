// Effects with intervals, one a row; what is worse or better stands in symbol and colour.
import { VERDICTS, type ComparisonModel } from '../models/comparison';
import { changeText } from '../units/quantity';
import type { Verdict } from '../data/document';
import { axis, baseOption, intervalSeries, rowAxis } from './common_option';
import type { ChartOption, SeriesOption } from './echarts';
import type { Palette } from './palette';

const SYMBOLS: Record<Verdict, string> = {
  regressed: 'path://M0,0 L10,0 L5,10 Z', // a triangle upside down
  improved: 'triangle',
  inconclusive: 'diamond',
  equivalent: 'circle',
};
const percent = (ratio: number): number => (ratio - 1) * 100;

export function comparisonOption(model: ComparisonModel, palette: Palette): ChartOption {
  const base = baseOption(palette);
  const series = (Object.keys(VERDICTS) as Verdict[]).flatMap((verdict): SeriesOption[] => {
    const rows = model.effects.flatMap((effect, row) => (effect.verdict === verdict ? [{ ...effect, row }] : []));
    if (rows.length === 0) return [];
    const color = palette.verdict[verdict];
    const bars = rows.flatMap((effect) =>
      effect.low === null || effect.high === null ? [] : [[percent(effect.low), percent(effect.high), effect.row]],
    );
    return [
      {
        type: 'scatter',
        name: verdict,
        symbol: SYMBOLS[verdict],
        symbolSize: 11,
        itemStyle: { color },
        data: rows.map((effect) => [percent(effect.ratio), effect.row]),
        markLine: {
          silent: true,
          symbol: 'none',
          label: { show: false },
          lineStyle: { color: palette.quiet, type: 'solid' },
          data: [{ xAxis: 0 }],
        },
      },
      ...(bars.length > 0 ? [intervalSeries(verdict, bars, color, true)] : []),
    ];
  });
  return {
    ...base,
    grid: { left: 12, right: 24, top: 40, bottom: 40, containLabel: true },
    xAxis: axis(palette, 'value', 'change, %', {
      min: -percent(1 + Math.min(1, model.reach)),
      max: percent(1 + model.reach),
      axisLabel: { color: palette.text, showMinLabel: false, showMaxLabel: false },
    }) as ChartOption['xAxis'],
    yAxis: rowAxis(
      palette,
      model.effects.map((effect) => effect.label),
    ),
    tooltip: {
      ...(base.tooltip as object),
      trigger: 'item',
      formatter: (entry: unknown) => {
        const { seriesName, value } = entry as { seriesName: string; value: number[] };
        const effect = model.effects[value[1]!]!;
        const interval =
          effect.low === null || effect.high === null
            ? ''
            : ` (${changeText(effect.low)} to ${changeText(effect.high)})`;
        return `${effect.label}\n${seriesName}: ${changeText(effect.ratio)}${interval}`;
      },
    },
    series,
  };
}
