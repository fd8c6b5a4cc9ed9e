import { describe, expect, it } from 'vitest';
import type { Fields } from '../../src/data/document';
import { filterHistories, historyModels } from '../../src/models/history';
import { EMPTY_STATE } from '../../src/state/view_state';
import { historyFields, historyPoint as point } from '../fixtures/sample_history';
import { sampleCases } from '../fixtures/sample_run';

const model = (more: Fields) => historyModels([historyFields(more)])[0]!;

describe('historyModels', () => {
  it('tells steps, accepted ones with their reason, and disturbed runs', () => {
    const shown = model({
      points: [point('r1', 0.02), point('r2', 0.021, 3), point('r3', 0.03), point('r4', 0.04, null)],
      steps: [
        { index: 2, ratio: 1.5, p_value: 1e-7, accepted: 'a new kernel' },
        { index: 3, ratio: 1.25, p_value: 1e-7, accepted: null },
        { index: 9, ratio: 2, p_value: 1e-7, accepted: null },
      ],
      level: 0.04,
    });
    expect(shown.caption).toBe(
      'm/performance/generation[n=1]: 4 runs; the last one 40 ms, the level now 40 ms. 2 steps: +50.0 %, accepted: a new kernel, at r3 (commit c); ' +
        '+25.0 %, worse, not accepted, at r4 (commit c). Hollow diamonds: 1 run with disturbed samples.',
    );
    expect(shown.title).toBe('Token gap, fast · m');
    expect(shown.suspect).toBe(true);
    expect(shown.table.rows[2]!.map((entry) => entry.text)).toEqual([
      'r3',
      '2026-11-01T00:00:00Z',
      'c, main',
      'llama_cpp 0.5.0',
      'ok',
      '30 ms',
      '0',
      '+50.0 %, accepted: a new kernel',
    ]);
    expect(shown.table.rows[3]![6]!.text).toBe('not known');
  });

  it('calls a step better or worse by the direction of its metric', () => {
    const kind = (direction: string, ratio: number) =>
      model({ direction, points: [point('r1', 1), point('r2', ratio)], steps: [{ index: 1, ratio, accepted: null }] })
        .steps[0]!.kind;
    expect(kind('lower_is_better', 1.1)).toBe('worse');
    expect(kind('lower_is_better', 0.9)).toBe('better');
    expect(kind('higher_is_better', 1.1)).toBe('better');
    expect(kind('neutral', 1.1)).toBe('neither');
  });

  it('keeps steps and creep at their runs where a run has no value', () => {
    const shown = model({
      points: [point('r1', null), point('r2', 1), point('r3', 2), point('r4', 2)],
      steps: [
        { index: 0, ratio: 2, accepted: null },
        { index: 2, ratio: 2, accepted: null },
      ],
      creep: { begin: 2, end: 4, ratio: 1.04, p_value: 1e-6 },
      suspicious: true,
    });
    expect(shown.steps.map((step) => shown.points[step.index]!.run)).toEqual(['r3']);
    expect(shown.caption).toContain('Creep: +4.00 % bit by bit, from r3 (commit c) to r4 (commit c).');
    expect(shown.caption).toContain('Odd: two of the last three runs');
  });

  it('shows first what somebody should look at; a history without values is none', () => {
    const quiet = historyFields({ parameters: { n: 1 } });
    const odd = historyFields({ parameters: { n: 2 }, suspicious: true });
    expect(
      historyModels([quiet, odd, historyFields({ points: [point('r1', null)] }), {}]).map((one) => one.title),
    ).toEqual(['Token gap, fast · m, n 2', 'Token gap, fast · m, n 1']);
  });

  it('survives fields of the wrong kind', () => {
    const wrong = model({ steps: [{ index: 'x', ratio: null }], creep: { ratio: 1 }, level: 'high', direction: null });
    expect([wrong.steps, wrong.level, wrong.suspect]).toEqual([[], null, false]);
  });
});

describe('filterHistories', () => {
  const all = [
    historyFields({}),
    historyFields({ metric: 'ttft', parameters: { n: 2 } }),
    historyFields({ case: 'core/x', benchmark: 'core/x', parameters: {} }),
  ];
  const cases = sampleCases([{ metrics: {} }, { benchmark: 'core/x', model: null, metrics: {} }]);
  const left = (patch: object) =>
    filterHistories(all, cases, { ...EMPTY_STATE, ...patch }).map((series) => all.indexOf(series));

  it('follows what the reader chose', () => {
    expect(left({})).toEqual([0, 1, 2]);
    expect(left({ model: 'm' })).toEqual([0, 1]);
    expect(left({ metric: 'ttft' })).toEqual([1]);
    expect(left({ parameters: { n: '1' } })).toEqual([0]);
    expect(left({ benchmark: 'core/x' })).toEqual([2]);
    expect(left({ text: 'generation' })).toEqual([0, 1]);
    expect(left({ status: 'ok' })).toEqual([0, 1, 2]);
  });
});
