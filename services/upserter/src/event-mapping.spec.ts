import { describe, expect, it } from '@jest/globals';
import { loadContract } from '@lockstep/contract';
import { sha256Hex } from '@lockstep/platform';
import { fileURLToPath } from 'node:url';
import { createEventMapping } from './event-mapping.js';
import { workOf } from '../test/work-of.js';

const contract = loadContract(fileURLToPath(new URL('../../../contracts/employee.yaml', import.meta.url)));
const settings = {
  adapter: 'generic',
  mode: 'live',
  sentFrom: 'https://sync.test',
  sentTo: 'https://lnd.test',
} as const;
const { event } = workOf();
const ana = {
  ...event,
  employee: { employeeId: '4711', firstName: 'Ana', managerId: '1', employmentStatus: 'active' },
};

describe('the mapping of an event', () => {
  it('hashes the very text that is sent, which does not change with the order of the contract’s fields', () => {
    const mapped = createEventMapping(contract, settings).map(ana);
    const reversed = { ...contract, fields: [...contract.fields].reverse() };
    expect(mapped.json).toBe(
      '{"active":true,"employeeId":"4711","employmentStatus":"active","firstName":"Ana","managerId":"1",' +
        '"sent_from":"https://sync.test","sent_to":"https://lnd.test"}',
    );
    expect(JSON.parse(mapped.json!)).toEqual(mapped.body);
    expect(mapped.bodyHash).toBe(sha256Hex(mapped.json!));
    expect(createEventMapping(reversed, settings).map(ana)).toEqual(mapped);
  });

  it('leaves the manager out of all three: body, text and hash', () => {
    const mapping = createEventMapping(contract, settings);
    const reduced = mapping.withoutManager({ ...workOf(), event: ana });
    expect(reduced).toMatchObject({ managerId: '1', bodyHash: sha256Hex(reduced!.json) });
    expect(JSON.parse(reduced!.json)).toEqual(reduced!.body);
    expect(reduced!.body).not.toHaveProperty('managerId');
  });

  it('leaves out who is out of scope', () => {
    const scoped = { ...contract, scope: { field: 'department', equals: 'Sales' } as const };
    const mapping = createEventMapping(scoped, settings);
    const ofSales = { ...ana, employee: { ...ana.employee, department: 'Sales' } };
    expect(mapping.map(ana)).toEqual({ intent: 'out_of_scope', body: null, json: null, bodyHash: null });
    expect(mapping.map(ofSales).intent).toBe('call');
  });

  it('calls nobody in shadow mode, but records the body it would have sent', () => {
    const live = createEventMapping(contract, settings).map(ana);
    const shadow = createEventMapping(contract, { ...settings, mode: 'shadow' }).map(ana);
    expect(shadow).toEqual({ ...live, intent: 'shadow' });
  });
});
