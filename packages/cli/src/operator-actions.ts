import { randomUUID } from 'node:crypto';
import { createTopicCodec, type Messaging, type OperatorAction, type OutgoingRecord } from '@lockstep/messaging';
import type { CliIo } from './cli-io.js';

/** What is recorded of an action besides who and when. */
export interface ActionDone {
  /** `<noun>.<verb>` */
  readonly action: string;
  /** An ID, never a value of a person. */
  readonly subject: string;
  readonly reason: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The records of `ops.actions` for what is about to be done; they are sent with it. */
export async function actionRecords(
  { topology, registry }: Pick<Messaging, 'topology' | 'registry'>,
  actions: readonly ActionDone[],
  io: CliIo,
): Promise<OutgoingRecord[]> {
  const codec = createTopicCodec('ops.actions', topology, registry);
  const topic = topology.topic('ops.actions');
  return Promise.all(
    actions.map(async ({ action, subject, reason, details = {} }) => {
      const value: OperatorAction = {
        actionId: randomUUID(),
        at: io.now(),
        operator: io.operator,
        operatorKind: 'os_user',
        action,
        subject,
        reason,
        details: JSON.stringify(details),
      };
      return { topic, key: Buffer.from(subject), value: await codec.encode(value) };
    }),
  );
}
