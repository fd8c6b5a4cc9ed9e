// The commands that measure again what the report shows. Pure.
import type { RunDocument } from '../data/document';
import type { BenchCase } from '../data/record';

// A word as a POSIX shell reads it back unchanged.
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// Options of the run that a case needs too, such as the file of a model; they stand in the run's own command.
const KEPT_OPTIONS = ['--model-file', '--projector-file', '--prompt-file', '--engine', '--engine-option', '--cpus'];

// The kept options with their values, as the run's command spells them.
export function keptOptions(command: string): string {
  const words = command.match(/(?:'(?:[^']|'\\'')*'|\S)+/g) ?? [];
  const kept: string[] = [];
  words.forEach((word, index) => {
    const option = word.split('=')[0]!;
    if (!KEPT_OPTIONS.includes(option)) return;
    kept.push(word);
    if (!word.includes('=') && index + 1 < words.length) kept.push(words[index + 1]!);
  });
  return kept.join(' ');
}

// What measured an imported run, "llama-bench b5163"; of such a run there are no commands. Null: this project did.
export function foreignTool(run: RunDocument): string | null {
  const { tool, version } = run.foreign ?? {};
  if (typeof tool !== 'string') return null;
  return typeof version === 'string' && version !== '' ? `${tool} ${version}` : tool;
}

export function caseCommand(entry: BenchCase): string {
  const parameters = Object.entries(entry.parameters).map(
    ([axis, value]) => `--param ${shellWord(`${axis}=${value}`)}`,
  );
  const seed = entry.run.seed === undefined ? [] : [`--seed ${entry.run.seed}`];
  return ['piobench run', shellWord(entry.benchmark), ...parameters, keptOptions(entry.run.command), ...seed]
    .filter(Boolean)
    .join(' ');
}
