import { describe, expect, it } from 'vitest';
import { runsBeside } from '../../src/models/runs_beside';
import { EMPTY_STATE } from '../../src/state/view_state';
import { sampleRun } from '../fixtures/sample_run';

const run = (id: string, ttft: number | null, more = 1) =>
  sampleRun(
    [
      { parameters: { n: 1 }, metrics: { ttft } },
      { parameters: { n: more }, metrics: { ttft: 1 } },
    ],
    { id },
  );

describe('runsBeside', () => {
  it('shows the cases that two runs share, and the last value over the first', () => {
    const table = runsBeside([run('a', 0.1, 2), run('b', null, 3), run('c', 0.12, 4)], EMPTY_STATE)!;
    expect(table.columns.map((entry) => entry.title)).toEqual(['Case', 'Metric', 'a', 'b', 'c', 'Last over first']);
    expect(table.rows.map((row) => row.map((entry) => entry.text))).toEqual([
      ['n 1', 'TTFT', '100 ms', '–', '120 ms', '+20.0 %'],
    ]);
  });
  it('is not there for one run, nor where nothing is shared', () => {
    expect(runsBeside([run('a', 1)], EMPTY_STATE)).toBeNull();
    expect(
      runsBeside([run('a', 1), sampleRun([{ benchmark: 'other', metrics: { ttft: 1 } }])], EMPTY_STATE),
    ).toBeNull();
  });
});
