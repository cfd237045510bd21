import type { Command } from 'commander';

/** Puts examples first in the command's help: most readers look for a line to copy. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, comment: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, comment]) => `  ${comment === '' ? line : `${line.padEnd(width)}  # ${comment}`}`);
  return command.addHelpText('before', `Examples:\n${lines.join('\n')}\n`);
}
