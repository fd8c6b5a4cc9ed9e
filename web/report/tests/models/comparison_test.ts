import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/data/document';
import { comparisonModel, firstSentence, sideText, sortedRows, unlikeTable } from '../../src/models/comparison';
import { EMPTY_STATE } from '../../src/state/view_state';

// What `piobench compare --json` prints: the golden file that the C++ tests hold it to. The page is built and tested in a
// copy beside the build, which is told where the file lies.
const GOLDEN = process.env.PIO_GOLDEN ?? new URL('../../../../tests/golden', import.meta.url).pathname;
const golden = JSON.parse(readFileSync(`${GOLDEN}/comparison_regression.json`, 'utf8')) as Comparison;

describe('comparison', () => {
  it('shows the worst first: regressed, improved, inconclusive, equivalent', () => {
    const verdicts = sortedRows(golden, EMPTY_STATE).map((row) => row.verdict);
    expect(verdicts).toHaveLength(golden.rows.length);
    expect(verdicts[0]).toBe('regressed');
    expect([...new Set(verdicts)]).toEqual(
      ['regressed', 'improved', 'inconclusive', 'equivalent'].filter((verdict) => verdicts.includes(verdict as never)),
    );
  });

  it('draws each effect as the record has it', () => {
    const model = comparisonModel(golden, EMPTY_STATE);
    const [worst] = golden.rows
      .filter((row) => row.verdict === 'regressed')
      .sort((a, b) => Math.abs(Math.log(b.ratio!)) - Math.abs(Math.log(a.ratio!)));
    expect(model.effects[0]).toMatchObject({
      verdict: 'regressed',
      ratio: worst!.ratio,
      low: worst!.interval?.low ?? null,
      high: worst!.interval?.high ?? null,
    });
    expect(model.table.rows[0]![2]!.text).toBe('▼ regressed');
    expect(model.reach).toBeGreaterThan(Math.abs(worst!.ratio! - 1));
  });

  it('says what the drawing leaves out', () => {
    const row = { ...golden.rows[0]!, ratio: 1.1, interval: { ...golden.rows[0]!.interval!, low: 1.05, high: 1.15 } };
    const wide = { ...row, interval: { ...row.interval, high: 9 } };
    const caption = (rows: Comparison['rows']) => comparisonModel({ ...golden, rows }, EMPTY_STATE).caption;
    expect(caption([row, row])).not.toMatch(/drawn|beyond/);
    expect(caption([row, { ...row, ratio: null }])).toContain('Not drawn: 1 without an effect.');
    expect(caption([...Array<typeof row>(9).fill(row), wide])).toContain('goes on beyond the drawing');
  });

  it('shows the finding of a long reason in the table, and the whole in the details', () => {
    const long =
      '+10.16 % (-18.76 to +49.37 %), 3 and 3 processes; the smallest effect is about 5e+02 %; a duet shows less';
    const row = { ...golden.rows[0]!, reason: long, smallest_effect: 0.4433233, allowed: 0.01 };
    const model = comparisonModel({ ...golden, rows: [row] }, EMPTY_STATE);
    expect(model.table.rows[0]!.at(-1)!.text).toBe('+10.16 % (-18.76 to +49.37 %), 3 and 3 processes …');
    expect(model.details[0]).toEqual([
      row.case,
      long,
      'The smallest effect that this comparison can show: 44.3 %. Allowed: 1 %.',
    ]);
    expect(firstSentence('llama_cpp 0.5.0 is slower, cf. the log')).toBe('llama_cpp 0.5.0 is slower, cf. the log');
    expect(firstSentence('It is slower. Nothing else changed.')).toBe('It is slower …');
  });

  it('follows the filters', () => {
    const { metric } = golden.rows[0]!;
    expect(comparisonModel(golden, { ...EMPTY_STATE, metric }).table.rows).toHaveLength(
      golden.rows.filter((row) => row.metric === metric).length,
    );
    expect(comparisonModel(golden, { ...EMPTY_STATE, model: 'no such model' }).table.rows).toEqual([]);
  });

  it('names the sides, and what was not compared', () => {
    expect(sideText(golden.baseline)).toBe('release-1.4 at 4a1b2c3d4e, llama_cpp 0.5.0');
    expect(unlikeTable(golden).rows).toHaveLength(golden.unlike.length);
  });
});
