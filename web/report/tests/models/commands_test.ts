import { expect, it } from 'vitest';
import { caseCommand, keptOptions, shellWord } from '../../src/models/commands';
import { sampleCases } from '../fixtures/sample_run';

it('quotes words for a shell', () => {
  expect(shellWord('threads=2')).toBe('threads=2');
  expect(shellWord("it's $HOME; rm")).toBe(`'it'\\''s $HOME; rm'`);
});
it('keeps the options that a case needs', () => {
  expect(keptOptions(`piobench run 'core/*' --model-file 'my model.gguf' --quick --engine=simulated`)).toBe(
    `--model-file 'my model.gguf' --engine=simulated`,
  );
});
it('gives the command of a case', () => {
  const [entry] = sampleCases([{ parameters: { batch_size: 1, weight_type: 'q4_0' }, metrics: { ttft: 1 } }]);
  expect(caseCommand(entry!)).toBe(
    'piobench run m/performance/generation --param batch_size=1 --param weight_type=q4_0 --seed 7',
  );
});
