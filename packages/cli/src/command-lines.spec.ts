import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { callsIn, everyCommand, refusalOf } from '../test/command-lines.js';
import { lockstep } from '../test/recorded-io.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const GUIDE = join(ROOT, 'docs/guides/command-line.md');

/** The lines of all code blocks of a page. */
const codeLines = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/^ *```[a-z]*\n([\s\S]*?)^ *```/gm)].flatMap(([, code = '']) =>
    code.split('\n'),
  );

const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => join(ROOT, 'docs', file));

async function refused(lines: readonly string[]): Promise<string[]> {
  const complaints: string[] = [];
  for (const line of lines)
    for (const words of callsIn(line)) {
      const refusal = await refusalOf(words);
      if (refusal !== null) complaints.push(`${line.trim()}: ${refusal}`);
    }
  return complaints;
}

describe('the reading of a line of shell', () => {
  it.each([
    ['lockstep dlt list  # all', [['dlt', 'list']]],
    ['$ npx lockstep doctor --json | jq -c \'select(.state == "finding")\'', [['doctor', '--json']]],
    [
      'npm run lockstep -- topics plan && lockstep topics apply',
      [
        ['topics', 'plan'],
        ['topics', 'apply'],
      ],
    ],
    ['DATABASE_URL_FILE=/run/x lockstep database migrate', [['database', 'migrate']]],
    ['lockstep upserter resume --reason "new key"', [['upserter', 'resume', '--reason', 'new key']]],
    ['git show main:contracts/employee.yaml > old.yaml', []],
    ['lockstep dlt show <event ID>', [['dlt', 'show', '<event ID>']]],
  ])('%s', (line, calls) => expect(callsIn(line)).toEqual(calls));

  it('notices what the program does not take', async () => {
    expect(await refusalOf(['topics', 'plan', '--all'])).toContain('unknown option');
    expect(await refusalOf(['topics', 'destroy'])).toContain('unknown command');
    expect(await refusalOf(['dlt', 'show'])).toContain('missing required argument');
    expect(await refusalOf(['dlt', 'list', '--limit', 'many'])).toContain('whole number');
  });
});

describe('the guide to the command line', () => {
  it('has an example of every command', () => {
    const shown = codeLines(GUIDE)
      .flatMap(callsIn)
      .map((words) => words.join(' '));
    const commands = everyCommand();
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.filter((command) => !shown.some((line) => `${line} `.startsWith(`${command} `)))).toEqual([]);
  });
});

describe('every line that calls lockstep', () => {
  it('in a code block of docs/ is one the program takes', async () => {
    const lines = pages.flatMap(codeLines);
    expect(lines.flatMap(callsIn).length).toBeGreaterThan(25);
    expect(await refused(lines)).toEqual([]);
  });

  it('in the examples of a help is one the program takes', async () => {
    const nouns = [...new Set(everyCommand().flatMap((command) => [command.split(' ')[0]!, command]))];
    const helps = await Promise.all(nouns.map((command) => lockstep([...command.split(' '), '--help'])));
    const lines = helps.flatMap(({ out }) => out.join('\n').split('\nUsage:')[0]!.split('\n'));
    expect(lines.flatMap(callsIn).length).toBeGreaterThan(30);
    expect(await refused(lines)).toEqual([]);
  });
});
