import { isLockstepError } from '@lockstep/domain';

/** What a command's exit code says; the same for every command. */
export const EXIT = {
  ok: 0,
  /** A check failed, or there is something to look at. */
  finding: 1,
  /** Wrong arguments or settings. */
  usage: 2,
  /** A server could not be reached. */
  unreachable: 3,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const USAGE = ['LOCKSTEP_SETTINGS_INVALID', 'LOCKSTEP_CONTRACT_UNREADABLE', 'LOCKSTEP_USAGE'];

/** The exit code of a command that threw. What pauses a service is a server that is away. */
export function exitCodeOf(thrown: unknown): ExitCode {
  if (!isLockstepError(thrown)) return EXIT.finding;
  if (USAGE.includes(thrown.code)) return EXIT.usage;
  return thrown.disposition === 'pause' && thrown.code !== 'LOCKSTEP_UNEXPECTED' ? EXIT.unreachable : EXIT.finding;
}
