import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { AddressRule } from './public-address.js';

/** Code of the error with which a refused connection fails. */
export const ADDRESS_REFUSED = 'LOCKSTEP_HOOK_ADDRESS_REFUSED';

/**
 * Connections only to addresses the rule allows. Checked on the resolved address at connect time, so that a name that
 * resolves differently a moment later changes nothing. A name with one address that is refused is refused whole.
 */
export function guardedAgent(rule: AddressRule, connectTimeoutMs: number): Agent {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: guardedLookup(rule) });
  return new Agent({
    connections: 4,
    pipelining: 1,
    maxHeaderSize: 16_384,
    connect(options, callback) {
      // An address in the URL itself is never looked up.
      const host = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !rule(host)) callback(refused(), null);
      else connect(options, callback);
    },
  });
}

function guardedLookup(rule: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, '', 0);
        return;
      }
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => rule(address))) callback(refused(), '', 0);
      else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(): Error {
  return Object.assign(new Error('the address is not public'), { code: ADDRESS_REFUSED });
}
