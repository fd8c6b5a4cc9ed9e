// Short names for cases that stand side by side: only what tells them apart. Pure.
import type { ParameterValue } from '../data/record';
import { axisTitle } from '../units/words';

const PLAIN_AXES = new Set(['weight_type', 'variant', 'projection', 'filter', 'implementation', 'model']);

// Cases, and rows of a comparison.
export interface Labelled {
  benchmark: string;
  model: string | null;
  parameters: Record<string, ParameterValue>;
}

// Axes with more than one value among the cases; of these a label speaks. `quiet` are left out.
export function varyingAxes(cases: Labelled[], quiet: string[] = []): string[] {
  const values = new Map<string, Set<string>>();
  for (const entry of cases) {
    for (const [axis, value] of Object.entries(entry.parameters)) {
      if (!values.has(axis)) values.set(axis, new Set());
      values.get(axis)!.add(String(value));
    }
  }
  return [...values].filter(([axis, set]) => set.size > 1 && !quiet.includes(axis)).map(([axis]) => axis);
}

export function labeller(cases: Labelled[], quiet: string[] = []): (entry: Labelled) => string {
  const models = new Set(cases.map((entry) => entry.model)).size > 1;
  const perModel = new Map<string | null, Set<string>>();
  for (const entry of cases) {
    if (!perModel.has(entry.model)) perModel.set(entry.model, new Set());
    perModel.get(entry.model)!.add(entry.benchmark);
  }
  const benchmarks = [...perModel.values()].some((set) => set.size > 1);
  const axes = varyingAxes(cases, [...quiet, ...(models ? ['model'] : [])]);
  return (entry) => {
    const words = [];
    if (models && entry.model !== null) words.push(entry.model);
    if (benchmarks || (models && entry.model === null)) words.push(entry.benchmark.split('/').slice(-1)[0]!);
    for (const axis of axes) {
      const value = entry.parameters[axis];
      if (value !== undefined) words.push(PLAIN_AXES.has(axis) ? String(value) : `${axisTitle(axis)} ${value}`);
    }
    return words.join(', ') || entry.model || entry.benchmark;
  };
}
