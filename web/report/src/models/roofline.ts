// The roofline (Williams, Waterman and Patterson, 2009): how near each phase of each case comes to the measured ceilings of
// memory and compute. What a phase does is read back from its shares of the ceilings:
//   throughput = mfu × peak flops,  bytes a second = mbu × peak read bandwidth,  intensity = the one over the other.
// Pure.
import { isCeiling, recordOfMetric, valueOf, type BenchCase } from '../data/record';
import { countText, numberText, quantityText } from '../units/quantity';
import { labeller } from './case_labels';
import { cell, column, type TableModel } from './table';

export type Phase = 'prefill' | 'decode' | 'operator';

export interface RooflinePoint {
  label: string;
  phase: Phase;
  intensity: number; // flop/byte
  throughput: number; // flop/s
  bandwidthShare: number;
  computeShare: number;
}

export interface Ceiling {
  name: string; // of the case that measured it
  kind: 'bandwidth' | 'compute';
  label: string;
  value: number; // bytes/s or flop/s
  of: string; // type of the weights, or pattern of the memory's use
  threads: number;
}

export interface RooflineModel {
  id: string;
  title: string;
  ceilings: Ceiling[];
  points: RooflinePoint[];
  caption: string;
  table: TableModel;
}

const PHASES: [Phase, compute: string, bandwidth: string][] = [
  ['prefill', 'mfu', 'prefill_mbu'],
  ['decode', 'decode_mfu', 'mbu'],
];

export function ceilingsOf(cases: BenchCase[]): Ceiling[] {
  return cases.filter(isCeiling).flatMap((entry): Ceiling[] => {
    const threads = Number(entry.parameters.threads ?? 0);
    const on = countText(threads, 'thread');
    const flops = valueOf(entry, 'peak_flops');
    if (flops !== null) {
      const of = String(entry.parameters.weight_type ?? '');
      return [{ name: entry.name, kind: 'compute', label: `${of}, ${on}`, value: flops, of, threads }];
    }
    const bandwidth = valueOf(entry, 'peak_bandwidth');
    const of = String(entry.parameters.pattern ?? '');
    return bandwidth === null
      ? []
      : [{ name: entry.name, kind: 'bandwidth', label: `memory ${of}, ${on}`, value: bandwidth, of, threads }];
  });
}

// The type of tensors in whose kernels a case spends its time: that of most of the checkpoint, else what it was asked for.
function weightTypes(entry: BenchCase): string[] {
  const byBytes = Object.entries(entry.tensorBytes)
    .sort(([, a], [, b]) => b - a)
    .map(([type]) => type.toLowerCase());
  return [...byBytes.slice(0, 1), String(entry.parameters.weight_type ?? '').toLowerCase()];
}

// For records of older runs, which do not name their ceilings.
function guessedCeiling(entry: BenchCase, kind: Ceiling['kind'], ceilings: Ceiling[]): Ceiling | undefined {
  const threads = Number(entry.parameters.threads ?? 0);
  const like = (of: string): Ceiling | undefined =>
    ceilings.find((ceiling) => ceiling.kind === kind && ceiling.threads === threads && ceiling.of.toLowerCase() === of);
  return kind === 'bandwidth' ? like('read') : weightTypes(entry).flatMap((type) => like(type) ?? [])[0];
}

// What a case's share is a share of. A ceiling that is named and not in the run is none: another one would be wrong.
function ceilingOf(entry: BenchCase, metric: string, kind: Ceiling['kind'], ceilings: Ceiling[]): Ceiling | undefined {
  const named = recordOfMetric(entry, metric)?.ceiling ?? null;
  return named === null
    ? guessedCeiling(entry, kind, ceilings)
    : ceilings.find((ceiling) => ceiling.kind === kind && ceiling.name === named);
}

function pointsOf(entry: BenchCase, label: string, ceilings: Ceiling[]): RooflinePoint[] {
  const computed = valueOf(entry, 'compute_throughput');
  const moved = valueOf(entry, 'memory_throughput');
  if (computed !== null && moved !== null && moved > 0) {
    return [
      {
        label,
        phase: 'operator',
        intensity: computed / moved,
        throughput: computed,
        bandwidthShare: valueOf(entry, 'mbu') ?? 0,
        computeShare: valueOf(entry, 'mfu') ?? 0,
      },
    ];
  }
  return PHASES.flatMap(([phase, mfu, mbu]) => {
    const compute = ceilingOf(entry, mfu, 'compute', ceilings);
    const bandwidth = ceilingOf(entry, mbu, 'bandwidth', ceilings);
    const [computeShare, bandwidthShare] = [valueOf(entry, mfu), valueOf(entry, mbu)];
    if (!compute || !bandwidth) return [];
    if (computeShare === null || bandwidthShare === null || !(bandwidthShare > 0) || !(computeShare > 0)) return [];
    const throughput = computeShare * compute.value;
    return [
      {
        label,
        phase,
        intensity: throughput / (bandwidthShare * bandwidth.value),
        throughput,
        bandwidthShare,
        computeShare,
      },
    ];
  });
}

// Ceilings of the cases' own threads, and whatever their records name.
function drawnCeilings(ceilings: Ceiling[], placed: BenchCase[]): Ceiling[] {
  const threads = new Set(placed.map((entry) => Number(entry.parameters.threads ?? 0)));
  const named = new Set(placed.flatMap((entry) => entry.records.flatMap((record) => record.ceiling ?? [])));
  return ceilings.filter(
    (ceiling) =>
      named.has(ceiling.name) ||
      (threads.has(ceiling.threads) && (ceiling.kind === 'compute' || ceiling.of === 'read')),
  );
}

export const ROOFLINE_POINTS_MOST = 600;

// `all` has the ceilings, `shown` the cases.
export function rooflineModel(all: BenchCase[], shown: BenchCase[]): RooflineModel | null {
  const measured = ceilingsOf(all);
  const placed = shown.filter((entry) => pointsOf(entry, '', measured).length > 0);
  if (placed.length === 0) return null;
  const label = labeller(placed);
  const points = placed.flatMap((entry) => pointsOf(entry, label(entry), measured));
  const without =
    shown.filter((entry) => valueOf(entry, 'mbu') !== null || valueOf(entry, 'mfu') !== null).length - placed.length;
  const ceilings = drawnCeilings(measured, placed);
  const best = (phase: Phase, share: 'bandwidthShare' | 'computeShare'): string => {
    const of = points.filter((point) => point.phase === phase);
    if (of.length === 0) return '';
    const top = of.reduce((a, b) => (b[share] > a[share] ? b : a));
    return (
      ` ${phase[0]!.toUpperCase()}${phase.slice(1)} comes to ${numberText(Number((top[share] * 100).toPrecision(2)))} % of the ` +
      `${share === 'computeShare' ? 'compute' : 'bandwidth'} ceiling at best (${top.label}).`
    );
  };
  return {
    id: 'roofline',
    title: 'Roofline',
    ceilings,
    points: points.slice(0, ROOFLINE_POINTS_MOST),
    caption:
      'Operations a byte against operations a second; lines are the ceilings measured on this machine.' +
      best('decode', 'bandwidthShare') +
      best('prefill', 'computeShare') +
      best('operator', 'bandwidthShare') +
      (without > 0
        ? ` ${countText(without, 'case')} with shares of the ceilings ${without === 1 ? 'has' : 'have'} no point: the records do not say which ceiling was meant.`
        : ''),
    table: {
      caption: 'Points of the roofline',
      columns: [
        column('Case'),
        column('Phase'),
        column('Intensity, flop/byte', true),
        column('Throughput', true),
        column('Of bandwidth', true),
        column('Of compute', true),
      ],
      rows: points.map((point) => [
        cell(point.label, { heading: true }),
        cell(point.phase),
        cell(numberText(point.intensity), { sort: point.intensity }),
        cell(quantityText(point.throughput, 'flop/s'), { sort: point.throughput }),
        cell(quantityText(point.bandwidthShare, 'ratio'), { sort: point.bandwidthShare }),
        cell(quantityText(point.computeShare, 'ratio'), { sort: point.computeShare }),
      ]),
    },
  };
}
