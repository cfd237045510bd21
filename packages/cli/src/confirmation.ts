import { InvalidArgumentError, Option, type Command } from 'commander';
import { usageError } from './usage-error.js';

/** How a person agrees to what a preview shows. */
export interface Confirmation {
  readonly yes: boolean;
  /** The number the preview showed; protects against a selection that has grown since. */
  readonly confirm?: number;
  readonly dryRun: boolean;
  readonly reason?: string;
}

/** Adds `--yes`, `--confirm`, `--dry-run` and `--reason`. Without one of the first two a command only shows what it would do. */
export function withConfirmation(command: Command): Command {
  return command
    .option('--reason <text>', 'why; needed to send, kept for good on ops.actions, so no data of a person')
    .addOption(new Option('--confirm <count>', 'send, if exactly so many are to be sent').argParser(wholeNumber))
    .option('-y, --yes', 'send whatever the preview shows', false)
    .option('-n, --dry-run', 'only show what would be sent (the default)', false);
}

/**
 * The reason, when what is shown may be sent; null when it is only to be shown.
 * @throws LockstepError LOCKSTEP_USAGE without a reason, or when the count is another
 */
export function confirmedReason(given: Confirmation, count: number): string | null {
  if (given.dryRun || (!given.yes && given.confirm === undefined)) return null;
  if (given.confirm !== undefined && given.confirm !== count)
    throw usageError(
      `--confirm ${given.confirm}: ${count} are to be sent`,
      'Look at the preview again; nothing was sent.',
    );
  const reason = given.reason?.trim() ?? '';
  if (reason === '') throw usageError('sending needs a reason', 'Say why with --reason "…"; nothing was sent.');
  return reason;
}

/** Reads a count. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
