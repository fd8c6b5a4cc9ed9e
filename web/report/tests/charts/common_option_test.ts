import { describe, expect, it } from 'vitest';
import { rowLabelText } from '../../src/charts/common_option';
import { reach } from '../../src/charts/curve_chart';

describe('labels of rows', () => {
  it('stay on one line where it holds them', () => expect(rowLabelText('TTFT · m', 20)).toBe('TTFT · m'));

  it('break between words', () =>
    expect(rowLabelText('qwen3_0_6b, sequence length 512, q4_0', 21)).toBe('qwen3_0_6b, sequence\nlength 512, q4_0'));

  it('keep the ends that tell them apart where they are cut', () => {
    const [a, b] = ['128', '512'].map((n) => rowLabelText(`${'a long name of a model, '.repeat(4)}length ${n}`, 15));
    expect(a).not.toBe(b);
    expect(b).toMatch(/^a long name[^]*…[^]*length 512$/);
    for (const line of a!.split('\n')) expect(line.length).toBeLessThanOrEqual(15);
  });

  it.each(['x'.repeat(10_000), ` ${'y'.repeat(40)}`, 'z '.repeat(5000)])(
    'never have a third or a longer line',
    (text) => {
      const lines = rowLabelText(text, 20).split('\n');
      expect(lines.length).toBe(2);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(20);
    },
  );
});

describe('the axis of a curve', () => {
  const ends = (logarithmic: boolean, min: number, max: number) => {
    const { min: low, max: high } = reach(logarithmic);
    return [typeof low === 'number' ? low : low({ min, max }), high({ min, max })];
  };
  it('begins at zero where it is linear', () => expect(ends(false, 128, 512)[0]).toBe(0));
  it.each([true, false])('goes beyond its points, logarithmic: %s', (logarithmic) => {
    const [low, high] = ends(logarithmic, 128, 512);
    expect(low).toBeLessThan(128);
    expect(high).toBeGreaterThan(512);
  });
});
