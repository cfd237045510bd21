import { text } from 'node:stream/consumers';
import pc from 'picocolors';
import { checkoutEnvironment } from './checkout-environment.js';
import { operatorName } from './operator-name.js';
import { runCli } from './run-cli.js';
import { findRunningCheckout } from './running-checkout.js';

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const args = process.argv.slice(2);
const isPlain = args.includes('--no-color') || !process.stdout.isTTY || !pc.isColorSupported;

const running = findRunningCheckout();
const { env, fromRunning } = checkoutEnvironment(running);

process.exitCode = await runCli(
  args.filter((arg) => arg !== '--no-color'),
  {
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    colors: pc.createColors(!isPlain),
    readStdin: () => text(process.stdin),
    now: () => Date.now(),
    env,
    ...(running === null ? {} : { running: { urls: running.urls, settings: fromRunning } }),
    operator: operatorName(),
  },
);
