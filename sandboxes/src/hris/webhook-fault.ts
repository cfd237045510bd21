import { MATCH, number, oneOf, problemIn } from '../faults/field-checks.js';
import type { FieldChecks } from '../faults/field-checks.js';
import { FaultMatchCounter } from '../faults/fault-match.js';
import type { MatchRule } from '../faults/fault-match.js';
import { readFaultList, type FaultList } from '../faults/read-fault-list.js';
import { asObject } from '../http/read-body.js';
import { MALFORMED_FORMS } from './malformed-payload.js';
import type { MalformedForm } from './malformed-payload.js';

/** What goes wrong with the webhook of a change. Units are milliseconds. */
export type WebhookFaultAct =
  /** The same delivery so many times more, at once. Default 1. */
  | { readonly kind: 'duplicate'; readonly copies?: number }
  /** Sent late. */
  | { readonly kind: 'delay'; readonly ms: number; readonly jitterMs?: number }
  /** Held until the employee's next change has arrived, at most so long. Default 5 000. */
  | { readonly kind: 'out_of_order'; readonly holdMs?: number }
  /** What was accepted is sent again, byte by byte, headers and all. Default after 1 000. */
  | { readonly kind: 'replay'; readonly afterMs?: number }
  /** No webhook: only the list shows the change. */
  | { readonly kind: 'silent' }
  /** Beside the right delivery a spoilt one under an ID of its own, sent once. */
  | { readonly kind: 'malformed'; readonly form: MalformedForm }
  /** Beside the right delivery one signed with another secret, sent once. */
  | { readonly kind: 'wrong_signature' }
  /** Beside the right delivery one signed so long ago, sent once. Default 600 000. */
  | { readonly kind: 'old_timestamp'; readonly ageMs?: number };

export type WebhookFault = WebhookFaultAct & { readonly match?: MatchRule };

const FIELDS: Readonly<Record<WebhookFault['kind'], FieldChecks>> = {
  duplicate: { copies: number },
  delay: { 'ms!': number, jitterMs: number },
  out_of_order: { holdMs: number },
  replay: { afterMs: number },
  silent: {},
  malformed: { 'form!': oneOf(...MALFORMED_FORMS) },
  wrong_signature: {},
  old_timestamp: { ageMs: number },
};

/** Reads webhook faults out of a body; a sentence about the first mistake otherwise. */
export function parseWebhookFaults(body: unknown): FaultList<WebhookFault> | string {
  return readFaultList<WebhookFault>(body, problemOf);
}

function problemOf(fault: Readonly<Record<string, unknown>>): string | null {
  const { kind, match = {}, ...own } = fault;
  const known = typeof kind === 'string' && Object.hasOwn(FIELDS, kind);
  if (!known) return `kind ${JSON.stringify(kind)} is none of ${Object.keys(FIELDS).join(', ')}`;
  const matching = asObject(match);
  if (matching === null) return 'match is not an object';
  return problemIn(own, FIELDS[kind as WebhookFault['kind']]) ?? problemIn(matching, MATCH);
}

/** The webhook faults that hold, and how often each has struck. */
export class WebhookFaultPlan {
  private readonly watched: readonly { readonly fault: WebhookFault; readonly counter: FaultMatchCounter }[];

  constructor(
    readonly list: FaultList<WebhookFault>,
    setAt: number,
  ) {
    this.watched = list.faults.map((fault, index) => ({
      fault,
      counter: new FaultMatchCounter(fault.match ?? {}, { seed: list.seed, index, setAt }),
    }));
  }

  /** Every fault that strikes the webhook of a change, and a number in [0, 1) for each. */
  deal(employeeId: string, now: number): readonly { readonly fault: WebhookFault; readonly chance: number }[] {
    return this.watched
      .filter(({ counter }) => counter.strikes(employeeId, now))
      .map(({ fault, counter }) => ({ fault, chance: counter.chance('jitter') }));
  }
}
