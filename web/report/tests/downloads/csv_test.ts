import { describe, expect, it } from 'vitest';
import { recordsAsCsv } from '../../src/downloads/csv';

describe('recordsAsCsv', () => {
  const csv = recordsAsCsv([
    {
      metric: 'ttft',
      value: 1.5,
      parameters: { b: 1, size: { bytes: 7 } },
      interval: { level: 0.95, low: 1, high: 2, method: 't' },
      samples: [[1, 2], [3]],
      model: null,
      engine: { name: 'x', options: { a: 'q,r' }, features: ['F'] },
    },
    {
      metric: 'say "a,b"\nc',
      value: null,
      parameters: {},
      interval: null,
      samples: [],
      model: 'm',
      engine: null,
      odd: { a: 1 },
    },
  ]);
  const [head, first, second] = csv.split('\r\n');
  const names = head!.split(',');

  it('ends lines with CR LF, the last one too', () => expect(csv.endsWith('\r\n')).toBe(true));
  it('flattens objects in the order of results.csv', () => {
    expect(names.filter((name) => /^(parameters|engine)\./.test(name))).toEqual([
      'parameters.b',
      'parameters.size',
      'engine.name',
      'engine.options.a',
      'engine.features',
    ]);
    expect(names.indexOf('interval.low')).toBe(names.indexOf('interval.level') + 1);
    expect(names).not.toContain('interval');
  });
  it('writes arrays as JSON and counts of bytes plainly', () => {
    expect(first).toContain('"[[1,2],[3]]"');
    expect(first).toContain(',1,7,');
    expect(first).toContain('"q,r"');
  });
  it('quotes quotes, commas and line breaks', () => expect(second).toContain('"say ""a,b""\nc"'));
  it('keeps fields that it does not know', () => expect(names[names.length - 1]).toBe('odd'));
});
