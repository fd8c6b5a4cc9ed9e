import { expect, it } from 'vitest';
import { safeNames } from '../../svg/safe_names';

it('keeps what is safe already', () =>
  expect(safeNames(['ttft-sequence_length-qwen3_0_6b', 'memory'])).toEqual([
    'ttft-sequence_length-qwen3_0_6b',
    'memory',
  ]));

it.each([
  '../../etc/passwd',
  '..',
  '.',
  '',
  '/',
  'a\u0000b',
  '\u05d0',
  '-rf',
  'a b\nc',
  '<b>"',
  'CON: x',
  'x'.repeat(10_000),
])('makes one name of %.30s that is safe for files and XML', (id) => {
  const [name] = safeNames([id]);
  expect(name).toMatch(/^[A-Za-z](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9])?$/);
});

it('never gives a name twice, whatever the ids', () => {
  const ids = ['a b', 'a/b', 'a_b', 'A_B', 'a_b-2', '', '\u05d0', `${'x'.repeat(90)}1`, `${'x'.repeat(90)}2`, 'a b'];
  const names = safeNames(ids).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(ids.length);
});
