import { MESSAGING_SETTINGS, openMessaging, type Messaging, type MessagingSetting } from '@lockstep/messaging';
import { loadSettings, silentLogger, type SettingName, type Settings } from '@lockstep/platform';
import type { CliIo } from './cli-io.js';
import { noteServers } from './servers-note.js';

/** How long closing connections may take when the work is done. */
const CLOSE_MS = 2_000;

/** Kafka, registry and topology, with the settings a command asked for. */
export interface CliMessaging<N extends SettingName = never> extends Messaging {
  readonly settings: Settings<MessagingSetting | N>;
}

/**
 * Opens Kafka and the registry for one command and closes them after it.
 * @param more settings the command needs besides; all problems are listed together
 * @throws LockstepError LOCKSTEP_SETTINGS_INVALID, LOCKSTEP_TOPICS_INVALID, and what `work` throws
 */
export async function withMessaging<T, const N extends SettingName = never>(
  io: CliIo,
  more: readonly N[],
  work: (messaging: CliMessaging<N>) => Promise<T>,
): Promise<T> {
  const names: readonly (MessagingSetting | N)[] = [...MESSAGING_SETTINGS, ...more];
  const settings = loadSettings<MessagingSetting | N>(names, io.env);
  noteServers(io, names);
  const messaging = openMessaging(settings, 'lockstep-cli', silentLogger);
  try {
    return await work({ ...messaging, settings });
  } finally {
    await messaging.broker.close(CLOSE_MS);
  }
}
