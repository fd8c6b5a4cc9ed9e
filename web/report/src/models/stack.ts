// Quantities that add up, one bar a case: memory by purpose, TTFT by part. Pure.
import type { Exemplar } from '../data/document';
import { valueOf, type BenchCase } from '../data/record';
import { countText, quantityText, scaleFor, type Scale } from '../units/quantity';
import { labeller } from './case_labels';
import { cell, column, type TableModel } from './table';

export interface StackModel {
  id: string;
  title: string;
  scale: Scale;
  bars: string[];
  parts: { name: string; values: number[] }[]; // a value a bar
  left: number;
  caption: string;
  table: TableModel;
}

interface Bar {
  entry: BenchCase;
  parts: Map<string, number>;
}

export const BARS_MOST = 24;

const MEMORY: [string, string][] = [
  ['weights_memory', 'Weights'],
  ['kv_cache_memory', 'KV cache'],
  ['compute_memory', 'Compute'],
  ['vision_memory', 'Vision encoder'],
];

const TTFT_PARTS: [string, string][] = [
  ['tokenize', 'Tokenize'],
  ['image_decode', 'Image decode'],
  ['image_preprocess', 'Image preprocess'],
  ['vision_encode', 'Vision encoder'],
  ['image_prefill', 'Image prefill'],
  ['text_prefill', 'Text prefill'],
  ['prefill', 'Prefill'],
  ['first_sampling', 'First sampling'],
];

function stackOf(
  id: string,
  title: string,
  unit: string,
  order: string[],
  bars: Bar[],
  note: string,
): StackModel | null {
  if (bars.length === 0) return null;
  const total = (bar: Bar): number => [...bar.parts.values()].reduce((sum, value) => sum + value, 0);
  const label = labeller(bars.map((bar) => bar.entry));
  const shown = bars.slice(0, BARS_MOST);
  const names = order.filter((name) => bars.some((bar) => (bar.parts.get(name) ?? 0) > 0));
  const largest = shown.reduce((a, b) => (total(b) > total(a) ? b : a));
  const greatest = [...largest.parts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const left = bars.length - shown.length;
  return {
    id,
    title,
    scale: scaleFor(unit, total(largest)),
    left,
    bars: shown.map((bar) => label(bar.entry)),
    parts: names.map((name) => ({ name, values: shown.map((bar) => bar.parts.get(name) ?? 0) })),
    caption:
      `${title}. Largest: ${label(largest.entry)}, ${quantityText(total(largest), unit)}, of which ` +
      `${greatest[0].toLowerCase()} ${quantityText(greatest[1], unit)}. ${note}` +
      `${left > 0 ? ` ${countText(left, 'more case')} ${left === 1 ? 'stands' : 'stand'} in the table only.` : ''}`,
    table: {
      caption: title,
      columns: [column('Case'), ...names.map((name) => column(name, true)), column('Sum', true)],
      rows: bars.map((bar) => [
        cell(label(bar.entry), { heading: true }),
        ...names.map((name) => cell(quantityText(bar.parts.get(name) ?? 0, unit), { sort: bar.parts.get(name) ?? 0 })),
        cell(quantityText(total(bar), unit), { sort: total(bar) }),
      ]),
    },
  };
}

const byModelAndLength = (a: BenchCase, b: BenchCase): number =>
  (a.model ?? '').localeCompare(b.model ?? '') ||
  Number(a.parameters.sequence_length ?? 0) - Number(b.parameters.sequence_length ?? 0);

// Mapped weights that were never touched count for the engine but not for the system: the rest is never below zero.
export function memoryStack(cases: BenchCase[]): StackModel | null {
  const bars = [...cases].sort(byModelAndLength).flatMap((entry): Bar[] => {
    const known = MEMORY.flatMap(([metric, name]): [string, number][] => {
      const value = valueOf(entry, metric);
      return value === null ? [] : [[name, value]];
    });
    const peak = valueOf(entry, 'peak_memory');
    // Without an engine that tells what it allocated, a peak that cannot be taken apart is no stack.
    if (known.length === 0) return [];
    const rest = peak === null ? 0 : Math.max(0, peak - known.reduce((sum, [, value]) => sum + value, 0));
    return [{ entry, parts: new Map([...known, ['Rest', rest]]) }];
  });
  return stackOf(
    'memory',
    'Memory against sequence length, by purpose',
    'bytes',
    [...MEMORY.map(([, name]) => name), 'Rest'],
    bars,
    'Rest is the peak of resident memory less what the engine allocated.',
  );
}

export function ttftParts(exemplar: Exemplar): Map<string, number> {
  const finer = exemplar.spans.some((span) => span.name === 'text_prefill' || span.name === 'image_prefill');
  const parts = new Map<string, number>();
  for (const [name, title] of TTFT_PARTS) {
    // The whole prefill holds its parts: where they are known it is not counted a second time.
    if (name === 'prefill' && finer) continue;
    const spans = exemplar.spans.filter((span) => span.name === name);
    const lengths = spans.map((span) => (span.end_ns - span.begin_ns) / 1e9);
    if (lengths.length === 0) continue;
    // Sequences are sampled one after another; the first token of the first ends the TTFT that is shown.
    parts.set(title, name === 'first_sampling' ? lengths[0]! : lengths.reduce((sum, length) => sum + length, 0));
  }
  return parts;
}

export function ttftStack(cases: BenchCase[], exemplars: Map<string, Exemplar>): StackModel | null {
  const bars = [...cases].sort(byModelAndLength).flatMap((entry): Bar[] => {
    const exemplar = exemplars.get(entry.name);
    const parts = exemplar ? ttftParts(exemplar) : new Map<string, number>();
    return parts.size === 0 ? [] : [{ entry, parts }];
  });
  return stackOf(
    'ttft-parts',
    'TTFT, taken apart',
    's',
    TTFT_PARTS.map(([, title]) => title),
    bars,
    'Of the median sample of each case.',
  );
}
