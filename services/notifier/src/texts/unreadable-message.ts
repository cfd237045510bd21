import type { NotificationMessage } from '@lockstep/connectors';
import { momentText } from './time-text.js';

/** A record the notifier itself cannot read: told as such, because whatever it said must not get lost silently. */
export function unreadableMessage(record: {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: number;
  readonly errorCode: string;
}): NotificationMessage {
  const place = `${record.topic}/${record.partition}/${record.offset}`;
  return {
    thing: `unreadable:${place}`,
    title: 'A record that should have been told cannot be read',
    lines: [
      `What happened: the record at ${place}, written ${momentText(record.timestamp)}, is not what its topic promises (${record.errorCode}).`,
      'What the system does: the notifier goes on with the next record; this one stays where it is.',
      'What you do: check that nothing but Lockstep writes to this topic, and the schemas with: lockstep schemas check',
    ],
  };
}
