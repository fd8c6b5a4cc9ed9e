import { expect, it } from 'vitest';
import { textWidth } from '../../svg/text_width';

// Widths at 12 px as Chromium measures them in DejaVu Sans.
it.each([
  ['sequence length 128', 126.6],
  ['95 % interval', 80.1],
  ['on the front', 70.8],
  ['gemma3_270m, q4_0, threads 2', 195.1],
  ['KV cache', 55.4],
  ['Throughput, end to end', 142.2],
])('%s is neither much narrower nor much wider than drawn', (text, drawn) => {
  const ratio = textWidth(text, 12) / drawn;
  expect(ratio).toBeGreaterThan(0.97);
  expect(ratio).toBeLessThan(1.15);
});

it('grows with the font', () => expect(textWidth('abc', 24)).toBeCloseTo(2 * textWidth('abc', 12)));
