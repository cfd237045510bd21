import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { checkoutRoot } from './checkout.js';

export interface CommandOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Signals that are handed on to the command while it runs. Default: SIGINT, SIGTERM, SIGHUP. */
  readonly handOn?: readonly NodeJS.Signals[];
  /** Default: `inherit`. */
  readonly stdout?: 'inherit' | 'ignore';
}

/** Runs a command of the project in the foreground, in the root of the checkout; resolves with its exit code (128 + n for a signal). */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: checkoutRoot,
      stdio: ['inherit', options.stdout ?? 'inherit', 'inherit'],
      env: options.env ?? process.env,
    });
    const handOn = (signal: NodeJS.Signals): void => void child.kill(signal);
    const signals = options.handOn ?? ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, handOn);
    const disconnected = (): void => void child.kill('SIGTERM');
    process.on('disconnect', disconnected);
    const settle = (): void => {
      for (const signal of signals) process.off(signal, handOn);
      process.off('disconnect', disconnected);
    };
    child.on('error', (failed) => {
      settle();
      reject(failed);
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
