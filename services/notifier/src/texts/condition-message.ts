import type { NotificationMessage } from '@lockstep/connectors';
import type { SystemCondition } from '@lockstep/domain';
import { plainText } from './employee-text.js';
import { momentText, spanText } from './time-text.js';

/** Something that holds for everybody: one message when it begins and one when it ends. */
export function conditionMessage(condition: SystemCondition): NotificationMessage {
  const thing = `condition:${condition.conditionId}:${condition.state}`;
  const why = `${plainText(condition.reason, 300)} (${plainText(condition.code, 60)})`;
  if (condition.state === 'cleared') return clearedMessage(condition, thing);
  return condition.kind === 'upserter_halted'
    ? {
        thing,
        title: 'Upserts are halted until a person acts',
        lines: [
          `What happened: since ${momentText(condition.since)} ${why}. Every employee is affected.`,
          'What the system does: it keeps all changes in Kafka, in order; no attempt is spent, nothing is lost.',
          'What you do: check LND_API_KEY with the learning platform. After putting a new key in place restart the upserter; when the key was right all along: lockstep upserter resume',
        ],
      }
    : {
        thing,
        title: 'Upserts are paused and resume by themselves',
        lines: [
          `What happened: since ${momentText(condition.since)} ${why}. Every employee is affected.`,
          `What the system does: it keeps all changes in Kafka, in order, and ${untilText(condition.until)}; no attempt is spent, nothing is lost.`,
          'What you do: nothing, unless it lasts; then ask whoever runs the learning platform. Check the connection with: lockstep doctor',
        ],
      };
}

function untilText(until: number | null): string {
  return until === null
    ? 'tries every few seconds whether the platform is back'
    : `goes on at ${momentText(until)}, as the platform asked`;
}

function clearedMessage(condition: SystemCondition, thing: string): NotificationMessage {
  const was = condition.kind === 'upserter_halted' ? 'halted' : 'paused';
  return {
    thing,
    title: `Upserts run again after ${spanText(condition.at - condition.since)}`,
    lines: [
      `What happened: they were ${was} from ${momentText(condition.since)} to ${momentText(condition.at)}: ${plainText(condition.reason, 300)}.`,
      'What the system does: it sends what has waited, the newest version of each employee.',
      'What you do: nothing.',
    ],
  };
}
