// What all charts have alike: text, grid, tooltip, legend.
import type { ChartOption, SeriesOption } from './echarts';
import type { Palette } from './palette';

export type AxisKind = 'value' | 'log' | 'category';

// A unit or a name in a record may be of any length.
export const LONGEST_PX = 260;

export const REDUCED_MOTION = '(prefers-reduced-motion: reduce)';

// A file is drawn without a screen (svg/): nothing in it moves, and it is as wide as this.
export const FILE_PX = 760;
const moving = (): boolean => typeof matchMedia === 'function' && !matchMedia(REDUCED_MOTION).matches;
const screenPx = (): number => (typeof innerWidth === 'number' ? innerWidth : FILE_PX);

export function baseOption(palette: Palette): ChartOption {
  return {
    animation: moving(),
    animationDuration: 250,
    textStyle: { fontFamily: 'system-ui, sans-serif', color: palette.text },
    color: palette.series,
    grid: { left: 8, right: 24, top: 48, bottom: 32, containLabel: true },
    // Rich text, not HTML: what a tooltip says comes from records.
    tooltip: {
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.ground,
      borderColor: palette.quiet,
      textStyle: { color: palette.text, fontSize: 12 },
    },
    legend: {
      type: 'plain',
      top: 0,
      left: 0,
      textStyle: { color: palette.text, width: LONGEST_PX, overflow: 'truncate' },
      inactiveColor: palette.quiet,
      itemWidth: 18,
      itemHeight: 11,
    },
  };
}

const LABEL_PX = 11;
const CHARACTER_PX = 0.6 * LABEL_PX;

// On two lines at most, broken between words. Names of cases differ at their ends, so what is cut is cut in the middle.
export function rowLabelText(label: string, room: number): string {
  if (label.length <= room) return label;
  const most = 2 * room - 1;
  const head = Math.floor(most / 2);
  const text =
    label.length <= most ? label : `${label.slice(0, head)}…${label.slice(label.length - (most - head - 1))}`;
  // Both lines must fit: the break lies where the first is full, or at the last space before that still leaves room.
  const space = text.lastIndexOf(' ', room);
  return space > 0 && text.length - space - 1 <= room
    ? `${text.slice(0, space)}\n${text.slice(space + 1)}`
    : `${text.slice(0, room)}\n${text.slice(room)}`;
}

// Names of rows get room, but hardly more than a third of a narrow screen.
function rowLabels(palette: Palette): object {
  const room = Math.floor(Math.min(380, screenPx() * 0.36) / CHARACTER_PX);
  return {
    color: palette.text,
    fontSize: LABEL_PX,
    lineHeight: LABEL_PX + 1,
    formatter: (label: string) => rowLabelText(label, room),
    interval: 0,
  };
}

// Rows of a lying chart, the first one on top.
export function rowAxis(palette: Palette, rows: string[]): ChartOption['yAxis'] {
  return axis(palette, 'category', '', {
    data: rows,
    inverse: true,
    axisLabel: rowLabels(palette),
  }) as ChartOption['yAxis'];
}

export function axis(palette: Palette, kind: AxisKind, name: string, more: object = {}): object {
  return {
    type: kind,
    name,
    nameLocation: 'middle',
    nameGap: 28,
    nameTextStyle: { color: palette.text },
    nameTruncate: { maxWidth: LONGEST_PX, ellipsis: '…' },
    axisLabel: { color: palette.text, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: palette.quiet } },
    splitLine: { lineStyle: { color: palette.grid } },
    ...more,
  };
}

// Upright bars with caps from low to high; data are [x, low, high]. `vertical` false: lying ones, data [low, high, y].
export function intervalSeries(
  name: string,
  data: number[][],
  color: string,
  lying = false,
  lineWidth = 1.5,
): SeriesOption {
  return {
    type: 'custom',
    name,
    data,
    silent: true,
    z: 3,
    clip: true,
    itemStyle: { color },
    encode: lying ? { x: [0, 1], y: 2 } : { x: 0, y: [1, 2] },
    renderItem: (_, api) => {
      const [a, b, c] = [Number(api.value(0)), Number(api.value(1)), Number(api.value(2))];
      const from = api.coord(lying ? [a, c] : [a, b]);
      const to = api.coord(lying ? [b, c] : [a, c]);
      const style = { stroke: color, fill: 'none', lineWidth };
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style,
      });
      const [x0, y0, x1, y1] = [from[0]!, from[1]!, to[0]!, to[1]!];
      const caps = lying
        ? [line(x0, y0 - 4, x0, y0 + 4), line(x1, y1 - 4, x1, y1 + 4)]
        : [line(x0 - 4, y0, x0 + 4, y0), line(x1 - 4, y1, x1 + 4, y1)];
      return { type: 'group', children: [line(x0, y0, x1, y1), ...caps] };
    },
  };
}
