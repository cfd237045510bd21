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

export type Mapped = Pick<Work, 'intent' | 'body' | 'json' | 'bodyHash'>;

/** What an event means for the platform: what is sent, or why nothing is. */
export interface EventMapping {
  /** @throws LockstepError `dead_letter` when the contract cannot express the event (any more) */
  map(event: EmployeeEvent): Mapped;
  readonly withoutManager: WithoutManager;
}

/** Mapping by the contract: scope rule, field mapping, and who sent it to whom. */
export function createEventMapping(contract: Contract, settings: MappingSettings): EventMapping {
  const constants = { sent_from: settings.sentFrom, sent_to: settings.sentTo };
  const write = compileBodyWriter(contract, settings.adapter, constants);
  return {
    map(event) {
      try {
        if (!inScope(contract, event.employee))
          return { intent: 'out_of_scope', body: null, json: null, bodyHash: null };
        return { intent: settings.mode === 'live' ? 'call' : 'shadow', ...sealed(write(event.employee)) };
      } catch (thrown) {
        throw toLockstepError(thrown, 'before');
      }
    },
    withoutManager(work) {
      const managerId = work.event.employee.managerId;
      // A reference re-send that is refused again ends as failed; taking the reference out would send it round for ever.
      if (work.reference || typeof managerId !== 'string' || managerId === '') return null;
      return { ...sealed(write(work.event.employee, { omitManager: true })), managerId };
    },
  };
}

/**
 * The body with the JSON that is sent and its SHA-256. The writer has put the keys in order, so that the order of the
 * contract's fields does not matter, and the bytes are made once for both.
 */
function sealed(body: Readonly<Record<string, unknown>>): { body: typeof body; json: string; bodyHash: string } {
  const json = JSON.stringify(body);
  return { body, json, bodyHash: sha256Hex(json) };
}
