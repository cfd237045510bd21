import { constants } from 'node:os';

/** One key press can arrive twice: from the terminal and handed on by npm. Later than this it is a second one. */
const sameKeyPressMs = 1_000;

/** Whether, and how, this process has been asked to stop. */
export interface Interruption {
  /** Resolves with the signal at the first request; never rejects. */
  readonly asked: Promise<NodeJS.Signals>;
  isAsked(): boolean;
}

export interface InterruptionOptions {
  readonly now?: () => number;
  readonly say?: (text: string) => void;
  readonly exit?: (code: number) => void;
}

/**
 * Turns SIGINT, SIGTERM, SIGHUP and the end of the parent process into one request to stop. A second request skips the
 * clean-up: the process ends at once, and the next start ends what it leaves.
 */
export function listenForInterruption(
  source: NodeJS.EventEmitter = process,
  options: InterruptionOptions = {},
): Interruption {
  const now = options.now ?? (() => performance.now());
  const say = options.say ?? ((text: string) => void process.stderr.write(`${text}\n`));
  const exit = options.exit ?? ((code: number) => process.exit(code));
  let firstAt: number | null = null;
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    const ask = (signal: NodeJS.Signals): void => {
      if (firstAt === null) {
        firstAt = now();
        resolve(signal);
      } else if (now() - firstAt > sameKeyPressMs) {
        say('Leaving at once, without cleaning up; the next start ends what still runs.');
        exit(128 + constants.signals[signal]);
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) source.on(signal, () => ask(signal));
    source.on('disconnect', () => {
      if (firstAt === null) ask('SIGTERM');
    });
  });
  return { asked, isAsked: () => firstAt !== null };
}
