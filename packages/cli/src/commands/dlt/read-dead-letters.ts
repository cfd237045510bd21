import type { Messaging } from '@lockstep/messaging';
import type { CliIo } from '../../cli-io.js';
import { deadLetterOf, groupByEvent, type DeadLetter, type EventDeadLetters } from './dead-letter.js';

/** Every event on the dead letter topic that is wanted, newest first. */
export async function readDeadLetters(
  { broker, topology }: Pick<Messaging, 'broker' | 'topology'>,
  wanted: (letter: DeadLetter) => boolean,
  io: CliIo,
): Promise<EventDeadLetters[]> {
  const topic = topology.retries.deadLetters;
  io.err(`Reading ${topic} …`);
  const letters: DeadLetter[] = [];
  for await (const record of broker.read(topic)) {
    const letter = deadLetterOf(record);
    if (wanted(letter)) letters.push(letter);
  }
  return groupByEvent(letters);
}
