import { expect, it } from 'vitest';
import { caseCommand, foreignTool, keptOptions, shellWord } from '../../src/models/commands';
import { sampleCases, sampleRun } from '../fixtures/sample_run';

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
it('knows what measured an imported run', () => {
  expect(foreignTool(sampleRun([]))).toBeNull();
  expect(foreignTool(sampleRun([], { foreign: null }))).toBeNull();
  expect(foreignTool(sampleRun([], { foreign: { tool: 'llama-bench', version: 'b5163' } }))).toBe('llama-bench b5163');
  expect(foreignTool(sampleRun([], { foreign: { tool: 'hyperfine', version: '' } }))).toBe('hyperfine');
});
