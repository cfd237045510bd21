import { LockstepError } from '@lockstep/domain';

interface KafkajsError extends Error {
  readonly type?: string;
  readonly retriable?: boolean;
  readonly cause?: unknown;
}

/** kafkajs wraps: the first cause says what happened. */
export function rootOf(thrown: unknown): KafkajsError {
  let error = thrown instanceof Error ? (thrown as KafkajsError) : new Error(String(thrown));
  while (error.cause instanceof Error) error = error.cause;
  return error;
}

/** Kafka is away, slow or between leaders: it may work in a moment, unlike what is wrong with the request itself. */
export function isUnavailable(thrown: unknown): boolean {
  return definiteError(thrown) === null;
}

export function mapError(thrown: unknown, doing: string): LockstepError {
  return definiteError(thrown, doing) ?? brokerUnavailable(doing, thrown);
}

export function brokerUnavailable(doing: string, cause?: unknown): LockstepError {
  const why = cause === undefined ? 'no answer in time' : rootOf(cause).message;
  return new LockstepError({
    code: 'LOCKSTEP_BROKER_UNAVAILABLE',
    message: `Kafka did not take part while ${doing}: ${why}`,
    stage: 'attempt',
    disposition: 'pause',
    remedy: 'Look whether the brokers of KAFKA_BROKERS are up and reachable; it goes on by itself when they are.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What no waiting cures, or null. */
function definiteError(thrown: unknown, doing = 'talking to Kafka'): LockstepError | null {
  const root = rootOf(thrown);
  switch (root.type ?? root.name) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'KafkaJSTopicMetadataNotLoaded':
    case 'INVALID_TOPIC_EXCEPTION':
      return definite('LOCKSTEP_TOPIC_MISSING', 'halt', `a topic does not exist while ${doing}`, thrown, {
        remedy: 'Create it with: lockstep topics apply',
      });
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
      return definite('LOCKSTEP_RECORD_TOO_LARGE', 'dead_letter', `a record is too large while ${doing}`, thrown, {
        remedy: "Raise the topic's max.message.bytes in ops/topics.yaml or make the record smaller.",
      });
    case 'TypeError':
    case 'RangeError':
    case 'INVALID_RECORD':
      return definite(
        'LOCKSTEP_RECORD_UNWRITABLE',
        'dead_letter',
        `a record cannot be written while ${doing}`,
        thrown,
        {
          remedy: 'It is a defect in what was written; please report it with the cause.',
        },
      );
    case 'TOPIC_AUTHORIZATION_FAILED':
    case 'GROUP_AUTHORIZATION_FAILED':
    case 'CLUSTER_AUTHORIZATION_FAILED':
    case 'SASL_AUTHENTICATION_FAILED':
    case 'UNSUPPORTED_SASL_MECHANISM':
    case 'KafkaJSSASLAuthenticationError':
      return definite('LOCKSTEP_BROKER_REFUSED', 'halt', `Kafka refused us while ${doing}`, thrown, {
        remedy: 'Check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and the ACLs.',
      });
    default:
      return null;
  }
}

function definite(
  code: string,
  disposition: 'halt' | 'dead_letter',
  what: string,
  cause: unknown,
  { remedy }: { remedy: string },
): LockstepError {
  const message = `${what}: ${rootOf(cause).message}`;
  return new LockstepError({ code, message, stage: 'attempt', disposition, remedy, cause });
}
