import { describe, expect, it } from 'vitest';
import { caseTable, metricsTable, sortedOrder, troubleTable } from '../../src/models/case_table';
import { sampleCases } from '../fixtures/sample_run';

const cases = sampleCases([
  { parameters: { n: 1 }, metrics: { ttft: { value: 0.2, low: 0.19, high: 0.21 }, mbu: 0.5 } },
  { parameters: { n: 2 }, status: 'timed_out', reason: 'no answer in 120 s', metrics: { ttft: null } },
  { parameters: { n: 3 }, metrics: { ttft: { value: 0.1, low: 0.09, high: 0.11 }, mbu: 0.7 } },
]);

describe('caseTable', () => {
  it("shows the chief metrics in people's units", () => {
    const table = caseTable(cases, null);
    expect(table.columns.map((entry) => entry.title)).toEqual([
      'Benchmark',
      'Parameters',
      'Status',
      'TTFT',
      'MBU of decode',
    ]);
    expect(table.rows[0]!.map((entry) => entry.text)).toEqual([
      'm/performance/generation',
      'n 1',
      '✓ ok',
      '200 ms',
      '50 %',
    ]);
  });
  it('shows a chosen metric with its interval', () => {
    expect(
      caseTable(cases, 'ttft')
        .rows[2]!.slice(3)
        .map((entry) => entry.text),
    ).toEqual(['100 ms', '90 to 110 ms']);
  });
  it('says why a case has no value', () => {
    expect(caseTable(cases, null).rows[1]![3]).toMatchObject({ text: '–', note: 'no answer in 120 s' });
  });
});

describe('sortedOrder', () => {
  const table = caseTable(cases, null);
  it('sorts by size, missing values last in both directions', () => {
    expect(sortedOrder(table, 3, false)).toEqual([2, 0, 1]);
    expect(sortedOrder(table, 3, true)).toEqual([0, 2, 1]);
  });
});

it('metricsTable has every record of the case', () => expect(metricsTable(cases[0]!).rows).toHaveLength(2));
it('troubleTable has the cases that are not ok, with reasons', () => {
  expect(troubleTable(cases).rows.map((row) => row.map((entry) => entry.text))).toEqual([
    ['m/performance/generation[n=2]', '⏱ timed out', 'no answer in 120 s'],
  ]);
});
