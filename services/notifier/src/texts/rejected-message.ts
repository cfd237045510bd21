import type { NotificationMessage } from '@lockstep/connectors';
import type { RejectedPayload } from '@lockstep/messaging';
import { employeeText, plainText } from './employee-text.js';
import { momentText } from './time-text.js';

const MOST_SHOWN = 5;

/** A payload the contract refused at ingest. Shows which rule at which place, never the payload. */
export function rejectedMessage(rejected: Omit<RejectedPayload, 'payload'>): NotificationMessage {
  const rejectionId = plainText(rejected.rejectionId, 80);
  return {
    thing: `rejected:${rejected.rejectionId}`,
    title: `${employeeText(rejected.employeeId)}: the HRIS sent what the contract refuses`,
    lines: [
      `What happened: at ${momentText(rejected.receivedAt)} ${plainText(rejected.source, 60)} sent it${deliveryText(rejected.deliveryId)}; ${violationsText(rejected.violations, rejected.reasonCode)}.`,
      'What the system does: it keeps the payload as it came and sends nothing to the learning platform; what came with it is processed.',
      'What you do: correct the record in the HRIS; the correction arrives as a new change.',
      `See it with: lockstep rejected show ${rejectionId}`,
      `If the contract was wrong, correct and sign it, then: lockstep rejected resubmit ${rejectionId}`,
    ],
  };
}

function deliveryText(deliveryId: string | null): string {
  return deliveryId === null ? '' : ` in delivery ${plainText(deliveryId, 80)}`;
}

function violationsText(json: string, reasonCode: string): string {
  const violations = readViolations(json);
  const shown = violations
    .slice(0, MOST_SHOWN)
    .map(({ path, rule }) => `${plainText(path, 80)} (${plainText(rule, 80)})`);
  if (shown.length === 0) return `the reason: ${plainText(reasonCode, 80)}`;
  const more = violations.length > shown.length ? `, and ${violations.length - shown.length} more` : '';
  return `${violations.length === 1 ? 'one rule is' : `${violations.length} rules are`} broken: ${shown.join(', ')}${more}`;
}

interface BrokenRule {
  readonly path: string;
  readonly rule: string;
}

/** Total: a text that is not what ingest writes shows no rules. */
function readViolations(json: string): readonly BrokenRule[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value.filter(isBrokenRule) : [];
  } catch {
    return [];
  }
}

function isBrokenRule(value: unknown): value is BrokenRule {
  const { path, rule } = (value ?? {}) as { path?: unknown; rule?: unknown };
  return typeof path === 'string' && typeof rule === 'string';
}
