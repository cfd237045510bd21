import { runCommand } from '../run-command.js';
import type { Verb } from './verb.js';

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const npmScript = (name: string): Step => ({ name, command: 'npm', args: ['run', '--silent', name] });

/** What CI runs before any test, in this order. */
const steps: readonly Step[] = [
  ...['format', 'lint', 'typecheck', 'deps', 'dead'].map(npmScript),
  { name: 'gen --check', command: process.execPath, args: [process.argv[1] ?? '', 'gen', '--check'] },
];

/** Runs every check even when one has failed, and ends with a line each: what passed, how long it took. Exits 1 when one failed. */
export const check: Verb = async () => {
  const results: { name: string; passed: boolean; seconds: string }[] = [];
  for (const { name, command, args } of steps) {
    const began = performance.now();
    const code = await runCommand(command, args);
    results.push({ name, passed: code === 0, seconds: ((performance.now() - began) / 1000).toFixed(1) });
    // Interrupted: the remaining steps are not wanted.
    if (code > 128) return code;
  }
  for (const { name, passed, seconds } of results) {
    process.stdout.write(`  ${passed ? '✓' : '✗'} ${name.padEnd(12)} ${seconds} s\n`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
};
