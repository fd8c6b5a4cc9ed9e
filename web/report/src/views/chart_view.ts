// A chart as a figure: drawn when it comes near the screen, with a sentence and a table that say the same.
import { startChart, type Chart, type ChartOption } from '../charts/echarts';
import { currentPalette, type Palette } from '../charts/palette';
import type { TableModel } from '../models/table';
import { make, nameText, shortText } from './dom';
import { tableView } from './table_view';

export interface ChartFigure {
  id: string;
  title: string;
  caption: string;
  table: TableModel | null; // null: it stands beside the chart anyway
  height: number;
  level?: 3 | 4; // of the heading
  option: (palette: Palette) => ChartOption;
}

interface Placed {
  figure: ChartFigure;
  place: HTMLElement;
  chart: Chart | null;
}

const MARGIN_PX = 600;
// A4 and Letter with usual margins, at 96 px an inch: the paper's width is not known before it is laid out.
const PAPER_PX = 680;
let placed: Placed[] = [];
let observer: IntersectionObserver | null = null;
let sizes: ResizeObserver | null = null;

function draw(entry: Placed, printing = false, still = printing): void {
  entry.chart ??= startChart(entry.place);
  if (printing) entry.chart.resize({ width: PAPER_PX });
  const option = entry.figure.option(currentPalette(printing));
  // Paper shows the first frame.
  entry.chart.setOption(still ? { ...option, animation: false } : option, { notMerge: true });
  // What the drawing says stands in the figure's caption and table.
  entry.place.querySelector('svg')?.setAttribute('aria-hidden', 'true');
}

function observers(): { near: IntersectionObserver; size: ResizeObserver } {
  observer ??= new IntersectionObserver(
    (changes) => {
      for (const change of changes) {
        const entry = placed.find((candidate) => candidate.place === change.target);
        if (change.isIntersecting && entry && entry.chart === null) draw(entry);
      }
    },
    { rootMargin: `${MARGIN_PX}px` },
  );
  sizes ??= new ResizeObserver((changes) => {
    for (const change of changes) placed.find((candidate) => candidate.place === change.target)?.chart?.resize();
  });
  return { near: observer, size: sizes };
}

function dataOf(title: string, table: TableModel): HTMLElement {
  const details = make(
    'details',
    { class: 'more' },
    make('summary', {}, `The data of this chart: ${shortText(title, 80)}`),
  );
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(tableView(table, { hideCaption: true }));
  });
  return details;
}

export function chartView(figure: ChartFigure): HTMLElement {
  const place = make('div', {
    class: 'chart',
    role: 'img',
    'aria-label': shortText(figure.caption, 600),
    style: `height:${figure.height}px`,
  });
  placed.push({ figure, place, chart: null });
  const { near, size } = observers();
  near.observe(place);
  size.observe(place);
  return make(
    'figure',
    { class: 'chart-figure', 'data-chart': figure.id },
    make(figure.level === 4 ? 'h4' : 'h3', {}, nameText(figure.title)),
    place,
    make('figcaption', {}, nameText(figure.caption, 900)),
    figure.table && dataOf(figure.title, figure.table),
  );
}

// Before the results are drawn anew.
export function forgetCharts(): void {
  for (const entry of placed) {
    observer?.unobserve(entry.place);
    sizes?.unobserve(entry.place);
    entry.chart?.dispose();
  }
  placed = [];
}

// Those on the screen, finished: charts that take the place of others must not flicker.
export function drawChartsInSight(): void {
  for (const entry of placed) {
    const { top, bottom } = entry.place.getBoundingClientRect();
    if (entry.chart === null && bottom > 0 && top < innerHeight) draw(entry, false, true);
  }
}

export function redrawCharts(printing = false): void {
  for (const entry of placed) if (entry.chart !== null || printing) draw(entry, printing);
}

// Paper has no "near the screen": everything is drawn, in the colours of paper.
addEventListener('beforeprint', () => redrawCharts(true));
addEventListener('afterprint', () => {
  for (const entry of placed) entry.chart?.resize({ width: 'auto' });
  redrawCharts();
});
