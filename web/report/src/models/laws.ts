// Fitted laws of scaling: their curve and their words. docs/measurement.md, section 7. Pure.
import type { ScalingLaw } from '../data/document';
import { parameterValue, type ParameterValue } from '../data/record';
import { numberText, quantityText } from '../units/quantity';

// What the law says at x; null where there is no law or it lacks a coefficient.
export function lawValue(law: ScalingLaw, x: number): number | null {
  const get = (name: string): number | null => law.coefficients.find((entry) => entry.name === name)?.value ?? null;
  if (law.law === 'universal_scalability') {
    const [lambda, sigma, kappa] = [get('lambda'), get('sigma'), get('kappa')];
    if (lambda === null || sigma === null || kappa === null) return null;
    return (lambda * x) / (1 + sigma * (x - 1) + kappa * x * (x - 1));
  }
  const [a, b, c] = [get('a'), get('b'), get('c')];
  if (a === null || b === null) return null;
  if (law.law === 'power') return a * x ** b;
  if (law.law === 'line') return a + b * x;
  if (law.law === 'quadratic' && c !== null) return a + b * x + c * x * x;
  return null;
}

const CURVE_POINTS = 48;

export function lawCurve(law: ScalingLaw, from: number, to: number): [number, number][] {
  if (!(from > 0) || !(to > from)) return [];
  const points: [number, number][] = [];
  for (let i = 0; i < CURVE_POINTS; i++) {
    const x = from * (to / from) ** (i / (CURVE_POINTS - 1));
    const y = lawValue(law, x);
    if (y === null || !Number.isFinite(y)) return [];
    points.push([x, y]);
  }
  return points;
}

const FORMULAS: Record<string, string> = {
  universal_scalability: 'X(N) = λ N / (1 + σ (N − 1) + κ N (N − 1))',
  power: 'y = a n^b',
  quadratic: 'y = a + b n + c n²',
  line: 'y = a + b n',
};
const LETTERS: Record<string, string> = { lambda: 'λ', sigma: 'σ', kappa: 'κ' };

export function lawText(law: ScalingLaw): string {
  const note = law.note ? ` (${law.note})` : '';
  const formula = FORMULAS[law.law];
  if (formula === undefined) return `no law fits${note}`;
  const coefficients = law.coefficients.map((entry) => {
    const interval =
      entry.low !== null && entry.high !== null ? ` (${numberText(entry.low)} to ${numberText(entry.high)})` : '';
    return `${LETTERS[entry.name] ?? entry.name} = ${numberText(entry.value)}${interval}`;
  });
  const peak =
    law.peak_at === null || law.peak_value === null
      ? ''
      : `; highest at ${numberText(law.peak_at)}, ${quantityText(law.peak_value, law.unit)}`;
  return `${formula}, ${coefficients.join(', ')}${peak}${note}`;
}

export function lawOf(
  laws: ScalingLaw[],
  benchmark: string,
  axis: string,
  metric: string,
  parameters: Record<string, ParameterValue>,
): ScalingLaw | null {
  return (
    laws.find(
      (law) =>
        law.benchmark === benchmark &&
        law.axis === axis &&
        law.metric === metric &&
        Object.entries(law.parameters).every(([name, value]) => parameters[name] === parameterValue(value)),
    ) ?? null
  );
}
