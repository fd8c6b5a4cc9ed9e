import { describe, expect, it } from 'vitest';
import { EMPTY_STATE, readAddress, writeAddress } from '../../src/state/view_state';

describe('the address', () => {
  it('gives back what was written, whatever characters it has', () => {
    const state = {
      ...EMPTY_STATE,
      run: 'r1',
      model: 'a & b=c',
      benchmark: 'm/performance/generation',
      metric: 'ttft',
      status: 'failed',
      parameters: { weight_type: 'q4_0', model: 'x#y', 'odd&axis=': 'ü' },
      text: '[batch_size=1',
      page: 3,
      sort: '-TTFT',
      theme: 'dark' as const,
    };
    expect(readAddress(`#${writeAddress(state)}`)).toEqual(state);
  });

  it('is empty where nothing was chosen', () => expect(writeAddress(EMPTY_STATE)).toBe(''));

  it('takes nonsense for nothing', () => {
    expect(readAddress('#page=-4&theme=pink&p.=1&other=2')).toEqual(EMPTY_STATE);
  });
});
