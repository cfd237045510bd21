import type { Logger } from '@lockstep/platform';

/** For the launcher's own Kafka clients: what goes wrong reaches the user as an error, the rest is not theirs to read. */
export const quietLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => quietLogger,
};
