import type { Contract } from '@lockstep/contract';
import { compileBodyWriter, inScope } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import { toLockstepError } from '@lockstep/domain';
import { sha256Hex } from '@lockstep/platform';
import type { WithoutManager } from './platform-calls.js';
import type { Work } from './work.js';

export interface MappingSettings {
  /** The L&D adapter's name. */
  readonly adapter: string;
  readonly mode: 'shadow' | 'live';
  /** This sync's public URL or name. */
  readonly sentFrom: string;
  /** The platform's endpoint. */
  readonly sentTo: string;
}

export type Mapped = Pick<Work, 'intent' | 'body' | 'bodyHash'>;

/** What an event means for the platform: what is sent, or why nothing is. */
export interface EventMapping {
  /** @throws LockstepError `dead_letter` when the contract cannot express the event (any more) */
  map(event: EmployeeEvent): Mapped;
  readonly withoutManager: WithoutManager;
}

/** Mapping by the contract: scope rule, field mapping, and who sent it to whom. */
export function createEventMapping(contract: Contract, settings: MappingSettings): EventMapping {
  const write = compileBodyWriter(contract, settings.adapter);
  const bodyOf = (event: EmployeeEvent, omitManager: boolean): Readonly<Record<string, unknown>> => ({
    ...write(event.employee, { omitManager }),
    sent_from: settings.sentFrom,
    sent_to: settings.sentTo,
  });
  return {
    map(event) {
      try {
        if (!inScope(contract, event.employee)) return { intent: 'out_of_scope', body: null, bodyHash: null };
        const body = bodyOf(event, false);
        return { intent: settings.mode === 'live' ? 'call' : 'shadow', body, bodyHash: hashOf(body) };
      } catch (thrown) {
        throw toLockstepError(thrown, 'before');
      }
    },
    withoutManager(work) {
      const managerId = work.event.employee.managerId;
      // A reference re-send that is refused again ends as failed; taking the reference out would send it round for ever.
      if (work.reference || typeof managerId !== 'string' || managerId === '') return null;
      const body = bodyOf(work.event, true);
      return { body, bodyHash: hashOf(body), managerId };
    },
  };
}

/** SHA-256 of the body with its keys in order, so that the order of the contract's fields does not matter. */
function hashOf(body: Readonly<Record<string, unknown>>): string {
  return sha256Hex(JSON.stringify(sorted(body)));
}

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
