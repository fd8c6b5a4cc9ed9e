// @vitest-environment jsdom
import { expect, it } from 'vitest';
import { nameText } from '../../src/views/dom';

it('lets a name break after its joints only, and keeps its text', () => {
  const name = 'qwen3_0_6b/performance/generation[batch_size=1,threads=2]';
  const element = nameText(name);
  expect(element.textContent).toBe(name);
  expect(element.innerHTML.replace(/<\/?bdi>/g, '').split('<wbr>')).toEqual([
    'qwen3_0_6b/',
    'performance/',
    'generation[',
    'batch_size=1,',
    'threads=2]',
  ]);
});
