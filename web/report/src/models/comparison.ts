// Two sides compared: effects with intervals, the worst first. Pure.
import type { Comparison, ComparisonRow, ComparisonSide, Verdict } from '../data/document';
import { parameterValue } from '../data/record';
import { accepts } from '../state/filter';
import type { ViewState } from '../state/view_state';
import { changeText, countText, quantityText } from '../units/quantity';
import { metricTitle } from '../units/words';
import { labeller, type Labelled } from './case_labels';
import { cell, column, type TableModel } from './table';

// A symbol and a word say what the colour says.
export const VERDICTS: Record<Verdict, { word: string; symbol: string; tone: 'bad' | 'good' | 'quiet' | 'warn' }> = {
  regressed: { word: 'regressed', symbol: '▼', tone: 'bad' },
  improved: { word: 'improved', symbol: '▲', tone: 'good' },
  inconclusive: { word: 'inconclusive', symbol: '?', tone: 'warn' },
  equivalent: { word: 'equivalent', symbol: '=', tone: 'quiet' },
};
const ORDER: Verdict[] = ['regressed', 'improved', 'inconclusive', 'equivalent'];

export interface Effect {
  label: string;
  verdict: Verdict;
  ratio: number;
  low: number | null;
  high: number | null;
}

export interface ComparisonModel {
  id: string;
  title: string;
  reach: number; // how far the drawing goes, as a ratio - 1; what lies beyond is cut
  effects: Effect[]; // with a ratio, at most EFFECTS_MOST, in the table's order
  caption: string;
  table: TableModel;
  details: string[][]; // paragraphs, by the table's rows
}

export const EFFECTS_MOST = 30;

// How much worse it became, as a logarithm: more is worse, whichever direction is better.
function worsening(row: ComparisonRow): number {
  if (row.ratio === null || row.ratio <= 0) return 0;
  return Math.log(row.ratio) * (row.direction === 'higher_is_better' ? -1 : 1);
}

const labelled = (row: ComparisonRow): Labelled => ({
  benchmark: row.benchmark,
  model: row.model,
  parameters: Object.fromEntries(Object.entries(row.parameters).map(([axis, value]) => [axis, parameterValue(value)])),
});

export function sortedRows(comparison: Comparison, state: ViewState): ComparisonRow[] {
  const verdictOf = (row: ComparisonRow): number =>
    ORDER.includes(row.verdict) ? ORDER.indexOf(row.verdict) : ORDER.length;
  return comparison.rows
    .filter(
      (row) =>
        accepts(state, { ...labelled(row), name: row.case }) && (state.metric === null || row.metric === state.metric),
    )
    .sort(
      (a, b) =>
        verdictOf(a) - verdictOf(b) ||
        (a.verdict === 'improved' ? worsening(a) - worsening(b) : Math.abs(worsening(b)) - Math.abs(worsening(a))) ||
        Number(b.deciding) - Number(a.deciding),
    );
}

export function sideText(side: ComparisonSide): string {
  const commit = typeof side.subject?.commit === 'string' ? ` at ${side.subject.commit.slice(0, 10)}` : '';
  const dirty = side.subject?.dirty === true ? ' with changes' : '';
  const engines = side.engines?.length ? `, ${side.engines.join(', ')}` : '';
  return `${side.name ?? side.run ?? 'unnamed'}${commit}${dirty}${engines}`;
}

// Wide intervals of a few rows must not squeeze the rest into a line.
function reachOf(rows: ComparisonRow[]): number {
  const ends = rows
    .flatMap((row) => (row.interval ? [row.interval.low, row.interval.high] : []))
    .map((end) => Math.abs(end - 1))
    .sort((a, b) => a - b);
  const effects = rows.map((row) => Math.abs((row.ratio ?? 1) - 1));
  return Math.max(0.02, 1.15 * Math.max(0, ...effects), 1.05 * (ends[Math.floor(ends.length * 0.8)] ?? 0));
}

const intervalOf = (row: ComparisonRow): string =>
  row.interval === null ? '' : `${changeText(row.interval.low)} to ${changeText(row.interval.high)}`;

// What a reason begins with is the finding; how it came about follows after it.
export function firstSentence(reason: string): string {
  const end = /;\s|\.\s+(?=\p{Lu})/u.exec(reason);
  return end === null ? reason : `${reason.slice(0, end.index)} …`;
}

function detailsOf(row: ComparisonRow): string[] {
  const limit = (what: string, share: number | null): string[] =>
    share == null ? [] : [`${what}: ${quantityText(Number(share.toPrecision(3)), 'ratio')}.`];
  const limits = [
    ...limit('The smallest effect that this comparison can show', row.smallest_effect),
    ...limit('Allowed', row.allowed),
  ];
  return [row.case, row.reason || 'No reason was recorded.', ...(limits.length > 0 ? [limits.join(' ')] : [])];
}

function tableOf(rows: ComparisonRow[], label: (entry: Labelled) => string): TableModel {
  return {
    caption: 'What was compared, the worst first',
    columns: [
      column('Case'),
      column('Metric'),
      column('Verdict'),
      column('Effect', true),
      column('Interval', true),
      column('Baseline', true),
      column('Candidate', true),
      column('Reason'),
    ],
    rows: rows.map((row) => {
      const verdict = VERDICTS[row.verdict] ?? { word: row.verdict, symbol: '·', tone: 'quiet' as const };
      return [
        cell(label(labelled(row)), { heading: true }),
        cell(metricTitle(row.metric, row.statistic) + (row.deciding ? ' (decides)' : '')),
        cell(`${verdict.symbol} ${verdict.word}`, { tone: verdict.tone, sort: ORDER.indexOf(row.verdict) }),
        cell(row.ratio === null ? '–' : changeText(row.ratio), { sort: row.ratio }),
        cell(intervalOf(row), { sort: row.interval?.low ?? null }),
        cell(quantityText(row.baseline, row.unit), { sort: row.baseline }),
        cell(quantityText(row.candidate, row.unit), { sort: row.candidate }),
        cell(firstSentence(row.reason ?? '')),
      ];
    }),
  };
}

export function comparisonModel(comparison: Comparison, state: ViewState): ComparisonModel {
  const rows = sortedRows(comparison, state);
  const counts = ORDER.map((verdict) => ({ verdict, count: rows.filter((row) => row.verdict === verdict).length }))
    .filter((entry) => entry.count > 0)
    .map((entry) => `${entry.count} ${entry.verdict}`);
  const withEffect = rows.filter((row) => row.ratio !== null && row.ratio > 0);
  const drawn = withEffect.slice(0, EFFECTS_MOST);
  const reach = reachOf(drawn);
  const cut = drawn.some((row) => row.interval && (row.interval.high - 1 > reach || 1 - row.interval.low > reach));
  const label = labeller(comparison.rows.map(labelled));
  const worst = rows.find((row) => row.verdict === 'regressed');
  return {
    id: 'comparison',
    title: 'Effects, candidate over baseline',
    reach,
    effects: drawn.map((row) => ({
      label: `${metricTitle(row.metric, row.statistic)} · ${label(labelled(row))}`,
      verdict: row.verdict,
      ratio: row.ratio!,
      low: row.interval?.low ?? null,
      high: row.interval?.high ?? null,
    })),
    caption:
      `Of ${countText(rows.length, 'comparison')}: ${counts.join(', ') || 'nothing'}. ` +
      (worst
        ? `Worst: ${metricTitle(worst.metric, worst.statistic)} of ${label(labelled(worst))}, ${changeText(worst.ratio ?? 1)}. `
        : '') +
      `Bars are intervals at the level that the number of comparisons asks for.` +
      (cut ? ' A bar without a cap goes on beyond the drawing.' : '') +
      (withEffect.length > drawn.length ? ` The ${drawn.length} first are drawn.` : '') +
      (rows.length > withEffect.length ? ` Not drawn: ${rows.length - withEffect.length} without an effect.` : ''),
    table: tableOf(rows, label),
    details: rows.map(detailsOf),
  };
}

export function unlikeTable(comparison: Comparison): TableModel {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return {
    caption: 'Not compared: the records are not of the same thing',
    columns: [column('Case'), column('Metric'), column('Differs in'), column('Baseline'), column('Candidate')],
    rows: comparison.unlike.map((row) => [
      cell(row.case ?? 'all cases', { heading: true }),
      cell(row.metric === null ? 'all metrics' : metricTitle(row.metric)),
      cell(row.field),
      cell(text(row.baseline)),
      cell(text(row.candidate)),
    ]),
  };
}
