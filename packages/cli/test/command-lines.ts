import { createProgram } from '../src/program.js';
import type { CliIo } from '../src/cli-io.js';
import type { Command } from 'commander';

const plain = (text: string): string => text;

/** Every command that does something, as `noun verb`. */
export function everyCommand(): string[] {
  return leavesOf(programWithoutActions()).map((command) => pathOf(command));
}

/** Why the program would not take this command line; null when it would. Nothing is carried out. */
export async function refusalOf(words: readonly string[]): Promise<string | null> {
  let complaint = '';
  const program = programWithoutActions((text) => (complaint += text));
  try {
    await program.parseAsync([...words], { from: 'user' });
    return null;
  } catch (thrown) {
    if ((thrown as { exitCode?: number }).exitCode === 0) return null;
    return complaint === '' ? String(thrown) : complaint.trim();
  }
}

/** Words of every call of `lockstep` in a line of shell: what stands before and behind it in a pipe is left out. */
export function callsIn(line: string): string[][] {
  const calls: string[][] = [];
  for (const part of partsOf(line)) {
    const words = part.map(({ text }) => text);
    const start = words.findIndex((word) => word === 'lockstep');
    const isCall =
      start >= 0 && words.slice(0, start).every((word) => /^(npx|npm|run|\$|--silent|-s|[A-Z_]+=.*)$/.test(word));
    if (isCall) calls.push(words.slice(start + 1).filter((word, nth) => !(nth === 0 && word === '--')));
  }
  return calls;
}

interface Word {
  readonly text: string;
}

/** Splits a line at pipes and the like; quotes as in a shell, `#` begins a comment. */
function partsOf(line: string): Word[][] {
  const parts: Word[][] = [[]];
  for (const [, quoted, single, bare, operator] of line.matchAll(
    /((?:[^\s"']*)"[^"]*")|('[^']*')|([^\s"'|;&<>]+(?:<[^>]*>)?|<[^>]*>)|(\|\||&&|[|;]|[<>]\s*\S+)/g,
  )) {
    if (bare?.startsWith('#') === true) break;
    if (operator !== undefined) parts.push([]);
    else parts.at(-1)!.push({ text: (quoted ?? single ?? bare ?? '').replace(/^['"]|['"]$/g, '') });
  }
  return parts;
}

function programWithoutActions(complain: (text: string) => void = () => undefined): Command {
  const io: CliIo = {
    out: () => undefined,
    err: (line) => complain(`${line}\n`),
    colors: { bold: plain, dim: plain, green: plain, red: plain, yellow: plain },
    readStdin: () => Promise.resolve(''),
    now: () => 0,
    env: {},
    operator: 'olga',
  };
  const program = createProgram(io, () => undefined);
  for (const command of leavesOf(program)) command.action(() => undefined);
  return program;
}

function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

function pathOf(command: Command): string {
  return command.parent === null || command.parent.parent === null
    ? command.name()
    : `${pathOf(command.parent)} ${command.name()}`;
}
