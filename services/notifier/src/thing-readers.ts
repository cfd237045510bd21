import type { SystemCondition } from '@lockstep/domain';
import type { RejectedPayload, ValueCodec } from '@lockstep/messaging';
import { readDeadLetter } from './read-dead-letter.js';
import type { ReadThing } from './take-over.js';
import { conditionMessage } from './texts/condition-message.js';
import { deadLetterMessage } from './texts/dead-letter-message.js';
import { rejectedMessage } from './texts/rejected-message.js';

/** How a record of each topic becomes a thing to tell. */
export interface ThingReaders {
  readonly deadLetter: ReadThing;
  readonly rejected: ReadThing;
  readonly condition: ReadThing;
}

export function createThingReaders(codecs: {
  readonly rejected: Pick<ValueCodec<RejectedPayload>, 'decode'>;
  readonly condition: Pick<ValueCodec<SystemCondition>, 'decode'>;
}): ThingReaders {
  return {
    deadLetter: (delivery) => ({ kind: 'dead_letter', message: deadLetterMessage(readDeadLetter(delivery)) }),
    rejected: async (delivery) => ({
      kind: 'rejected',
      message: rejectedMessage(await codecs.rejected.decode(delivery.value)),
    }),
    condition: async (delivery) => {
      const condition = await codecs.condition.decode(delivery.value);
      return { kind: 'condition', message: conditionMessage(condition), sequence: condition.conditionId };
    },
  };
}
