import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/data/document';
import { headSentence, machineText } from '../../src/models/head_sentence';
import { casesOf } from '../../src/data/record';
import { sampleRun } from '../fixtures/sample_run';

const run = sampleRun([
  {
    parameters: { n: 1 },
    more: { engine: { name: 'llama_cpp', version: '0.5' }, weights_source: 'synthetic' },
    metrics: { decode_fast: { value: 0.1, low: 0.098, high: 0.102 }, e2e_latency: 3, mbu: 0.634 },
  },
  { parameters: { n: 2 }, status: 'failed', reason: 'died', metrics: { e2e_latency: null } },
]);

describe('headSentence', () => {
  it('says what ran, on what, how noisy it was, how near the limit, and the verdict', () => {
    expect(headSentence(run, casesOf(run), null)).toBe(
      '2 cases of m ran by llama_cpp 0.5, with synthetic weights on Example CPU, ' +
        '2 cores, 16 GiB of memory; half of the cases are known to ± 2 % or better, 2 of 20 samples were taken under disturbance; ' +
        'decode reaches 63 % of the measured memory bandwidth in the middle case; 1 ok, 1 failed.',
    );
  });

  it('does not call the weights of a file synthetic', () => {
    const of = (source: string) => ({ parameters: { s: source }, more: { weights_source: source }, metrics: { e2e_latency: 3 } });
    const mixed = sampleRun([of('synthetic'), of('file')]);
    expect(headSentence(mixed, casesOf(mixed), null)).toContain(', some with synthetic weights on');
    const own = sampleRun([of('file')]);
    expect(headSentence(own, casesOf(own), null)).not.toContain('synthetic');
  });

  it('gives the decision of a comparison', () => {
    const comparison = {
      decision: { outcome: 'regressed', reason: '1 comparison got worse' },
      rows: [],
    } as unknown as Comparison;
    expect(headSentence(run, casesOf(run), comparison)).toContain('verdict: regressed, 1 comparison got worse.');
  });

  it('leaves out what the file of another tool does not say of its machine', () => {
    const hardware = { cpu: { model: '', cores: null }, gpus: [{}], software: { distribution: '' } };
    expect(machineText(hardware)).toBe('1 GPU');
    expect(machineText({ cpu: { model: '' } })).toBe('a machine that the run does not describe');
  });

  it('says so where a run was interrupted, and where nothing was measured', () => {
    const empty = sampleRun([], { complete: false, hardware: null });
    expect(headSentence(empty, [], null)).toBe(
      '0 cases ran on a machine that the run does not describe (the run was interrupted); ' +
        'there are too few samples to tell how noisy it was; nothing was measured.',
    );
  });
});
