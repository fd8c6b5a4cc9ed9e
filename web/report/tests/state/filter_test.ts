import { describe, expect, it } from 'vitest';
import { choicesOf, filterCases } from '../../src/state/filter';
import { EMPTY_STATE } from '../../src/state/view_state';
import { sampleCases } from '../fixtures/sample_run';

const cases = sampleCases([
  { model: 'a', parameters: { batch_size: 1, threads: 2 }, metrics: { ttft: 1 } },
  { model: 'a', parameters: { batch_size: 10, threads: 2 }, metrics: { ttft: 1 } },
  { model: 'b', parameters: { batch_size: 2, threads: 2 }, status: 'failed', metrics: { ttft: null } },
  { benchmark: 'core/ceilings', model: null, parameters: { threads: 8 }, metrics: { peak_flops: 1 } },
]);
const names = (state: Partial<typeof EMPTY_STATE>): string[] =>
  filterCases(cases, { ...EMPTY_STATE, ...state }).map((entry) => entry.name.replace(/.*\[/, '['));

describe('filterCases', () => {
  it('leaves out the ceilings, which are no cases', () => expect(names({})).toHaveLength(3));
  it('filters by model, status, text and parameter, together', () => {
    expect(names({ model: 'a', parameters: { batch_size: '10' } })).toEqual(['[batch_size=10,threads=2]']);
    expect(names({ status: 'failed' })).toEqual(['[batch_size=2,threads=2]']);
    expect(names({ text: 'BATCH_SIZE=1' })).toHaveLength(2);
    expect(names({ model: 'b', parameters: { batch_size: '1' } })).toEqual([]);
  });
});

describe('choicesOf', () => {
  it('offers axes that vary, by number', () => {
    expect(choicesOf(cases).axes).toEqual([{ name: 'batch_size', values: ['1', '2', '10'] }]);
  });
  it('offers the metrics of the cases', () => expect(choicesOf(cases).metrics).toEqual(['ttft']));
});
