// Inter-token latency: its quantiles by case, and the strip of one sample token by token. Pure.
import type { Exemplar } from '../data/document';
import { recordOfMetric, type BenchCase } from '../data/record';
import { countText, intervalText, quantityText, scaleFor, type Scale } from '../units/quantity';
import { labeller } from './case_labels';
import { BARS_MOST } from './stack';
import { cell, column, type TableModel } from './table';

export const QUANTILES = ['p50', 'p90', 'p99'];

export interface QuantileModel {
  id: string;
  title: string;
  scale: Scale;
  cases: string[];
  quantiles: { name: string; points: ({ value: number; low: number | null; high: number | null } | null)[] }[];
  caption: string;
  table: TableModel;
}

export function gapQuantiles(cases: BenchCase[]): QuantileModel | null {
  const found = cases.filter((entry) =>
    entry.records.some((record) => record.metric === 'itl' && record.value !== null),
  );
  if (found.length === 0) return null;
  const label = labeller(found);
  const shown = found.slice(0, BARS_MOST);
  const record = (entry: BenchCase, name: string) => recordOfMetric(entry, 'itl', name);
  const quantiles = QUANTILES.map((name) => ({
    name,
    points: shown.map((entry) => {
      const at = record(entry, name);
      return at?.value == null
        ? null
        : { value: at.value, low: at.interval?.low ?? null, high: at.interval?.high ?? null };
    }),
  })).filter((quantile) => quantile.points.some((point) => point !== null));
  const values = quantiles.flatMap((quantile) => quantile.points.flatMap((point) => point?.value ?? []));
  const left = found.length - shown.length;
  const first = record(shown[0]!, 'p50');
  return {
    id: 'itl',
    title: 'Inter-token latency: what half, nine tenths and 99 % of the gaps stay below',
    scale: scaleFor('s', Math.max(...values)),
    cases: shown.map(label),
    quantiles,
    caption:
      `Quantiles of all gaps between tokens. ${label(shown[0]!)}: median gap ${quantityText(first?.value ?? null, 's')}. ` +
      `Bars are 95 % intervals. A quantile without enough gaps is not shown.${left > 0 ? ` ${countText(left, 'more case')} in the table only.` : ''}`,
    table: {
      caption: 'Quantiles of inter-token latency',
      columns: [
        column('Case'),
        ...QUANTILES.flatMap((name) => [column(name, true), column(`${name}, 95 % interval`, true)]),
      ],
      rows: found.map((entry) => [
        cell(label(entry), { heading: true }),
        ...QUANTILES.flatMap((name) => {
          const at = record(entry, name);
          if (at?.value == null)
            return [cell('–', { sort: null, ...(at?.statusReason ? { note: at.statusReason } : {}) }), cell('')];
          return [
            cell(quantityText(at.value, 's'), { sort: at.value }),
            cell(at.interval ? intervalText(at.interval.low, at.interval.high, 's', at.value) : ''),
          ];
        }),
      ]),
    },
  };
}

// A gap that a reader of the text would notice: three times the median of its sample.
export const STALL_RATIO = 3;

export interface Gap {
  token: number; // the token that ends the gap; the first gap ends with token 2
  gap: number; // s
  stalled: boolean;
}

// The first sequence that has any: one that ended with its first token has none.
function drawnSequence(exemplar: Exemplar): number {
  return exemplar.token_gaps_s?.findIndex((gaps) => gaps.length > 0) ?? -1;
}

export function gapsOf(exemplar: Exemplar): Gap[] {
  const gaps = exemplar.token_gaps_s?.[drawnSequence(exemplar)] ?? [];
  const sorted = [...gaps].sort((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? 0;
  return gaps.map((gap, index) => ({ token: index + 2, gap, stalled: gap > STALL_RATIO * middle }));
}

function sequenceText(exemplar: Exemplar): string {
  const others = (exemplar.token_gaps_s?.length ?? 0) - 1;
  return others > 0
    ? `, sequence ${drawnSequence(exemplar) + 1} (${countText(others, 'other')} of the sample not shown)`
    : '';
}

export interface StripModel {
  id: string;
  title: string;
  scale: Scale;
  gaps: Gap[];
  caption: string;
  table: TableModel;
}

export const STRIPS_MOST = 6;

export function tokenStrips(cases: BenchCase[], exemplars: Map<string, Exemplar>): StripModel[] {
  const label = labeller(cases);
  const found: StripModel[] = [];
  for (const entry of cases) {
    if (found.length === STRIPS_MOST) break;
    const exemplar = exemplars.get(entry.name);
    const gaps = exemplar ? gapsOf(exemplar) : [];
    if (gaps.length === 0) continue;
    const longest = gaps.reduce((a, b) => (b.gap > a.gap ? b : a));
    const stalls = gaps.filter((gap) => gap.stalled).length;
    found.push({
      id: `strip-${found.length}`,
      title: `Token by token: ${label(entry)}`,
      scale: scaleFor('s', longest.gap),
      gaps,
      caption:
        `The gaps before each token of the median sample of ${label(entry)}${sequenceText(exemplar!)}. Longest: ` +
        `${quantityText(longest.gap, 's')}, before token ${longest.token}. ` +
        `${stalls === 0 ? 'No stall' : countText(stalls, 'stall')} (longer than ${STALL_RATIO} times the median gap)${stalls ? ', marked by a diamond' : ''}.`,
      table: {
        caption: 'Gaps of a sample',
        columns: [column('Token', true), column('Gap before it', true), column('Stall')],
        rows: gaps.map((gap) => [
          cell(String(gap.token), { sort: gap.token }),
          cell(quantityText(gap.gap, 's'), { sort: gap.gap }),
          cell(gap.stalled ? 'stall' : '', gap.stalled ? { tone: 'warn' } : {}),
        ]),
      },
    });
  }
  return found;
}
