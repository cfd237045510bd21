import type { Message, RecordMetadata, TopicMessages } from 'kafkajs';

/**
 * What a resolved `sendBatch` has not written. When a leader goes away in the middle, kafkajs sends the rest again, but
 * never twice to the same broker: partitions that have moved to one which had already answered are left out, and
 * it resolves as if they had been written. Its answers say which partitions were. Every message must name its partition.
 */
export function notAcknowledged(sent: readonly TopicMessages[], answers: readonly RecordMetadata[]): TopicMessages[] {
  const written = new Map<string, Set<number>>();
  for (const { topicName, partition } of answers) {
    const partitions = written.get(topicName);
    if (partitions === undefined) written.set(topicName, new Set([partition]));
    else partitions.add(partition);
  }
  const left: TopicMessages[] = [];
  for (const { topic, messages } of sent) {
    const partitions = written.get(topic);
    const missing = messages.filter(({ partition }: Message) => !(partitions?.has(partition ?? -1) ?? false));
    if (missing.length > 0) left.push({ topic, messages: missing });
  }
  return left;
}
