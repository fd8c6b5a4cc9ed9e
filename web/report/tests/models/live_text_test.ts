import { describe, expect, it } from 'vitest';
import type { LiveStatus } from '../../src/data/document';
import { durationText, endText, gaveUpText, lostText, measuringText } from '../../src/models/live_text';

const live: LiveStatus = {
  version: 7,
  state: 'measuring',
  note: 'qwen3_0_6b/performance/generation[n=1] (case 3 of 12)',
  visits_done: 5,
  visits_left_min: 9,
  elapsed_s: 12.3,
  left_s: 40.1,
};
const noon = new Date(2026, 10, 24, 12, 3, 5);

describe('what a live page says', () => {
  it('in words of people', () => {
    expect(measuringText(live)).toBe(
      'Measuring: 5 visits done, at least 9 left, about 45 s left. ' +
        'Now: qwen3_0_6b/performance/generation[n=1] (case 3 of 12).',
    );
    expect(measuringText({ ...live, visits_done: 1, note: '', visits_left_min: null, left_s: null })).toBe(
      'Measuring: 1 visit done, 15 s so far.',
    );
  });

  it('the older its knowledge is, the less is left; below nothing it promises nothing', () => {
    expect(measuringText(live, 35)).toContain('9 left, a few seconds left.');
    expect(measuringText(live, 90)).toContain('9 left, 2 min so far.');
  });

  it.each([
    [0, 'a few seconds'],
    [11, '15 s'],
    [56, '1 min'],
    [89, '1 min'],
    [3_000, '50 min'],
    [3_599, '1 h'],
    [7_800, '2 h 10 min'],
  ])('%d s are %s', (seconds, said) => expect(durationText(seconds)).toBe(said));

  it('when the run has ended, or its server', () => {
    expect(endText({ ...live, state: 'ended' }, 'r')).toContain('has ended');
    expect(endText({ ...live, state: 'interrupted' }, 'r')).toContain('piobench run --resume r');
    expect(lostText(noon, 4)).toBe(
      "The run's server does not answer; the page shows what it had at 12:03:05. It asks again in 4 s.",
    );
    expect(gaveUpText(noon)).toContain('stopped asking');
  });
});
