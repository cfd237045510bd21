import { text } from 'node:stream/consumers';
import pc from 'picocolors';
import { runCli } from './run-cli.js';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
const isPlain = args.includes('--no-color') || !process.stdout.isTTY || !pc.isColorSupported;

process.exitCode = await runCli(
  args.filter((arg) => arg !== '--no-color'),
  {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    colors: pc.createColors(!isPlain),
    readStdin: () => text(process.stdin),
    now: () => Date.now(),
  },
);
