import { describe, expect, it } from 'vitest';
import { caseOf, fullRecords, valueOf } from '../../src/data/record';
import type { RunDocument } from '../../src/data/document';
import { sampleCases } from '../fixtures/sample_run';

const run: RunDocument = {
  id: 'r',
  timestamp: '',
  command: '',
  shared: { model: 'of the run', unit: 's', status: 'ok', seed: 3 },
  cases: [
    {
      case: 'b[n=1]',
      shared: { model: 'of the case', benchmark: 'b', parameters: { n: 1, size: { bytes: 4096 } } },
      records: [
        { metric: 'ttft', value: 1.5, statistic: 'median', interval: { level: 0.95, low: 1, high: 2, method: 't' } },
        { metric: 'itl', value: null, statistic: 'p99', unit: 'ms', status_reason: 'too few', interval: null },
      ],
    },
  ],
};

describe('caseOf', () => {
  const entry = caseOf(run, run.cases[0]!);

  it('takes the nearest of what record, case and run say', () => {
    expect(entry.model).toBe('of the case');
    expect(entry.records.map((record) => record.unit)).toEqual(['s', 'ms']);
  });

  it('keeps a missing value missing, with its reason', () => {
    expect(valueOf(entry, 'itl')).toBeNull();
    expect(entry.records[1]!.statusReason).toBe('too few');
  });

  it('does not blame a case that is ok for a metric without value', () => {
    expect(entry.statusReason).toBeNull();
  });

  it('reads counts of bytes among the parameters', () => {
    expect(entry.parameters).toEqual({ n: 1, size: 4096 });
  });

  it('names the reason of a case that failed', () => {
    const [failed] = sampleCases([{ status: 'failed', reason: 'the process died', metrics: { ttft: null } }]);
    expect(failed!.statusReason).toBe('the process died');
  });
});

describe('fullRecords', () => {
  it('gives records back as results.json has them', () => {
    const records = fullRecords(caseOf(run, run.cases[0]!));
    expect(records[0]).toEqual({
      model: 'of the case',
      unit: 's',
      status: 'ok',
      seed: 3,
      benchmark: 'b',
      parameters: { n: 1, size: { bytes: 4096 } },
      metric: 'ttft',
      value: 1.5,
      statistic: 'median',
      interval: { level: 0.95, low: 1, high: 2, method: 't' },
    });
  });
});
