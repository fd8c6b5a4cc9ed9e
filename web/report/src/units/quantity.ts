// Quantities in people's terms: the data stay SI, what is shown is ms, GiB, tokens/s and %.

export interface Scale {
  factor: number; // shown = value * factor
  unit: string; // empty: a plain number
}

interface Step {
  from: number;
  factor: number;
  unit: string;
}

function steps(unit: string, ...list: [number, string][]): Step[] {
  return list.map(([size, prefix]) => ({ from: size, factor: 1 / size, unit: prefix + unit }));
}

const SECONDS: Step[] = [
  { from: 1, factor: 1, unit: 's' },
  { from: 1e-3, factor: 1e3, unit: 'ms' },
  { from: 1e-6, factor: 1e6, unit: 'µs' },
  { from: 0, factor: 1e9, unit: 'ns' },
];
// Of other tools' files: units of `size` seconds.
const secondsOf = (size: number): Step[] =>
  SECONDS.map(({ from, factor, unit }) => ({ from: from / size, factor: factor * size, unit }));
const BYTES = [
  ...steps('', [2 ** 40, 'TiB'], [2 ** 30, 'GiB'], [2 ** 20, 'MiB'], [2 ** 10, 'KiB']),
  { from: 0, factor: 1, unit: 'B' },
];
const decimal = (unit: string): Step[] => [
  ...steps(unit, [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']),
  { from: 0, factor: 1, unit },
];

// Units of the catalogue of metrics whose size decides how they are shown; all others are shown as they are.
const SCALES: Record<string, Step[]> = {
  s: SECONDS,
  's/token': SECONDS.map((step) => ({ ...step, unit: `${step.unit}/token` })),
  ms: secondsOf(1e-3),
  us: secondsOf(1e-6),
  ns: secondsOf(1e-9),
  bytes: BYTES,
  'bytes/s': decimal('B/s'),
  'flop/s': decimal('flop/s'),
};
const FIXED: Record<string, Scale> = {
  ratio: { factor: 100, unit: '%' },
  'tokens/sec': { factor: 1, unit: 'tokens/s' },
  number: { factor: 1, unit: '' },
};

// One scale for values of about this size; a chart takes its largest value.
export function scaleFor(unit: string, size: number): Scale {
  // A unit in a record may be called as what every object inherits is.
  const fixed = Object.hasOwn(FIXED, unit) ? FIXED[unit] : undefined;
  if (fixed) return fixed;
  const list = Object.hasOwn(SCALES, unit) ? SCALES[unit] : undefined;
  if (!list) return { factor: 1, unit };
  const magnitude = Math.abs(size);
  // Zero has no size of its own; it is shown in the base unit.
  const step =
    magnitude === 0 ? list.find((entry) => entry.factor === 1) : list.find((entry) => magnitude >= entry.from);
  return step ?? { factor: 1, unit };
}

// Four significant digits, never an exponent where a person would not write one.
export function numberText(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e9 || magnitude < 1e-4) return value.toExponential(2);
  if (magnitude >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(4)));
}

export function quantityText(value: number | null, unit: string): string {
  if (value === null) return '–';
  const scale = scaleFor(unit, value);
  const shown = numberText(value * scale.factor);
  if (scale.unit === '') return shown;
  return scale.unit === '%' ? `${shown} %` : `${shown} ${scale.unit}`;
}

// The interval in the unit of the value: "45.1 to 45.5 tokens/s".
export function intervalText(low: number, high: number, unit: string, size = high): string {
  const scale = scaleFor(unit, size);
  return `${numberText(low * scale.factor)} to ${numberText(high * scale.factor)}${scale.unit ? ` ${scale.unit}` : ''}`;
}

// A ratio as the change that it is: 1.031 is "+3.1 %".
export function changeText(ratio: number): string {
  const percent = (ratio - 1) * 100;
  const digits = Math.abs(percent) >= 100 ? 0 : Math.abs(percent) >= 10 ? 1 : 2;
  const text = percent.toFixed(digits);
  return `${Number(text) > 0 ? '+' : ''}${Number(text) === 0 ? '0' : text.replace('-', '−')} %`;
}

export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
