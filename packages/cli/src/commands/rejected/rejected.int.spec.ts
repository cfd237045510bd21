import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadContract } from '@lockstep/contract';
import type { EmployeeEvent } from '@lockstep/domain';
import {
  createEmployeeEventCodec,
  createTopicCodec,
  HEADERS,
  type OperatorAction,
  type RejectedPayload,
  type StoredRecord,
} from '@lockstep/messaging';
import { newTestMessaging, testStack } from '@lockstep/testkit';
import { directoryWithContract, lockstep } from '../../../test/recorded-io.js';

const objects = (lines: readonly string[]) => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
const OCCURRED_AT = '2026-11-20T08:00:00Z';

/** Whose status the contract does not map. */
const onLeave = {
  type: 'employee.updated',
  occurredAt: OCCURRED_AT,
  employee: {
    employeeId: '2001',
    workEmail: 'iris@example.com',
    firstName: 'Iris',
    lastName: 'Nordmann',
    hireDate: '2020-01-31',
    managerId: null,
    department: 'Finance',
    jobTitle: 'Controller',
    employmentStatus: 'sabbatical',
  },
};

describe('rejected payloads', () => {
  let messaging: Awaited<ReturnType<typeof newTestMessaging>>;
  let env: Record<string, string>;
  const id = 'a1'.repeat(32);

  beforeAll(async () => {
    messaging = await newTestMessaging('cli-rejected');
    const { kafka, registry } = testStack();
    env = { KAFKA_BROKERS: kafka, SCHEMA_REGISTRY_URL: registry, TOPIC_PREFIX: messaging.prefix };
    const codec = createTopicCodec('employee.rejected', messaging.topology, messaging.registry);
    const violation = {
      path: '/employee/employmentStatus',
      field: 'employmentStatus',
      rule: 'unknown_status',
      expected: 'a status the contract maps for generic',
      found: 'string of 10 characters',
    };
    const rejected: RejectedPayload = {
      rejectionId: id,
      receivedAt: Date.UTC(2026, 10, 20, 8, 0, 1),
      source: 'generic',
      deliveryId: 'msg_1',
      employeeId: '2001',
      contentType: 'application/json',
      payload: Buffer.from(JSON.stringify(onLeave)),
      reasonCode: 'LOCKSTEP_RECORD_REFUSED',
      violations: JSON.stringify([violation]),
      contractHash: '0'.repeat(64),
    };
    const broken = {
      ...rejected,
      rejectionId: 'b2'.repeat(32),
      employeeId: null,
      payload: Buffer.from('{"firstName":"Iris"'),
      reasonCode: 'LOCKSTEP_WEBHOOK_MALFORMED',
      violations: '[]',
    };
    const topic = messaging.topology.topic('employee.rejected');
    const record = async (key: string | null, value: RejectedPayload) => ({
      topic,
      key: key === null ? null : Buffer.from(key),
      value: await codec.encode(value),
    });
    const producer = await messaging.broker.producer();
    await producer.send([await record('2001', rejected), await record('2001', rejected), await record(null, broken)]);
  });
  afterAll(() => messaging.drop());

  async function recordsOf(name: string): Promise<StoredRecord[]> {
    const records: StoredRecord[] = [];
    for await (const record of messaging.broker.read(messaging.topology.topic(name))) records.push(record);
    return records;
  }
  /** A contract that maps `sabbatical`. */
  const widened = () => {
    const directory = directoryWithContract((text) =>
      text.replace('      active: active', '      active: active\n      sabbatical: active'),
    );
    return {
      ...env,
      CONTRACT_FILE: join(directory, 'employee.yaml'),
      CONTRACT_APPROVERS_FILE: 'contracts/approvers.yaml',
    };
  };
  const file = (content: unknown): string => {
    const path = join(directoryWithContract(), 'corrected.json');
    writeFileSync(path, JSON.stringify(content));
    return path;
  };

  it('are listed once each, with what is wrong', async () => {
    const { code, out } = await lockstep(['rejected', 'list', '--json'], { env });
    expect(code).toBe(0);
    expect(objects(out)).toEqual([
      expect.objectContaining({ rejectionId: id, times: 2, employeeId: '2001', resubmittedAt: null }),
      expect.objectContaining({ reasonCode: 'LOCKSTEP_WEBHOOK_MALFORMED', employeeId: null }),
      expect.objectContaining({ kind: 'summary', open: 2, resubmitted: 0 }),
    ]);
    const people = await lockstep(['rejected', 'list', '--employee', '2001'], { env });
    expect(people.out[1]).toMatch(/ 2001 +LOCKSTEP_RECORD_REFUSED +\/employee\/employmentStatus unknown_status +open$/);
    expect([...out, ...people.out].join()).not.toContain('Iris');
  });

  it('are shown with every violation, and with the payload as it came only when wanted', async () => {
    const masked = await lockstep(['rejected', 'show', id.slice(0, 8)], { env });
    expect(masked.out.join('\n')).toContain('(unknown_status)');
    expect(masked.out.join('\n')).toContain('"firstName": "‹string of 4 characters›"');
    expect(masked.out.join()).not.toContain('Iris');
    expect((await lockstep(['rejected', 'show', id, '--with-values'], { env })).out.join()).toContain('Iris');
    expect((await lockstep(['rejected', 'show', id, '--json'], { env })).out.join()).not.toContain('Iris');
    const broken = await lockstep(['rejected', 'show', 'b2'.repeat(32)], { env });
    expect(broken.out.join('\n')).toContain('19 bytes that are no JSON');
    expect((await lockstep(['rejected', 'show', 'c3'.repeat(32)], { env })).code).toBe(1);
  });

  it('stay refused while the contract refuses them, and when a correction is of somebody else or another time', async () => {
    const again = await lockstep(['rejected', 'resubmit', id, '--yes', '--reason', 'why'], { env });
    expect({ code: again.code, out: again.out.join('\n') }).toEqual({
      code: 1,
      out: expect.stringContaining('expected a status the contract maps'),
    });
    const active = { ...onLeave, employee: { ...onLeave.employee, employmentStatus: 'active' } };
    const strangers = [
      { ...active, employee: { ...active.employee, employeeId: '2002' } },
      { ...active, occurredAt: '2026-11-21T08:00:00Z' },
    ];
    for (const content of strangers) {
      const args = ['rejected', 'resubmit', id, '--file', file(content), '--yes', '--reason', 'why'];
      expect((await lockstep(args, { env })).code).toBe(1);
    }
    expect(await recordsOf('employee.events')).toEqual([]);
    expect(await recordsOf('ops.actions')).toEqual([]);
  });

  it('would be accepted by a changed contract, and are published only when confirmed', async () => {
    const preview = await lockstep(['rejected', 'resubmit', id], { env: widened() });
    expect(preview.code).toBe(0);
    expect(preview.out[0]).toMatch(/^accepted +a1a1a1a1a1a1: employee 2001, updated at 2026-11-20 08:00:00Z/);
    expect(await recordsOf('employee.events')).toEqual([]);
    expect((await lockstep(['rejected', 'resubmit', id, '--yes'], { env: widened() })).code).toBe(2);
  });

  it('become events with their own time, by the path resubmit, with who and why on record', async () => {
    const corrected = { ...onLeave, employee: { ...onLeave.employee, employmentStatus: 'active' } };
    const args = [
      'rejected',
      'resubmit',
      id,
      '--file',
      file(corrected),
      '--confirm',
      '1',
      '--reason',
      'typo',
      '--json',
    ];
    const { code, out } = await lockstep(args, { env });
    expect({ code, last: objects(out).at(-1) }).toMatchObject({ code: 0, last: { accepted: 1, refused: 0, sent: 1 } });
    const [record, ...more] = await recordsOf('employee.events');
    expect(more).toEqual([]);
    const codec = createEmployeeEventCodec({
      store: messaging.registry,
      topic: messaging.topology.topic('employee.events'),
      contract: loadContract('contracts/employee.yaml'),
    });
    const event: EmployeeEvent = await codec.decode(record!.value);
    expect(event).toMatchObject({
      employeeId: '2001',
      occurredAt: Date.parse(OCCURRED_AT),
      receivedAt: Date.UTC(2026, 10, 25, 9),
      path: 'resubmit',
      deliveryId: 'msg_1',
      employee: { firstName: 'Iris', employmentStatus: 'active' },
    });
    expect(record!.key?.toString()).toBe('2001');
    expect(record!.headers[HEADERS.eventId]?.toString()).toBe(event.eventId);
    const actions = createTopicCodec('ops.actions', messaging.topology, messaging.registry);
    const [action]: OperatorAction[] = await Promise.all(
      (await recordsOf('ops.actions')).map(({ value }) => actions.decode(value)),
    );
    expect(action).toMatchObject({ action: 'rejected.resubmit', subject: id, operator: 'olga', reason: 'typo' });
    expect(JSON.parse(action!.details)).toEqual({ eventIds: [event.eventId], corrected: true, employeeId: '2001' });
    const listed = await lockstep(['rejected', 'list', '--json'], { env });
    expect(objects(listed.out).at(-1)).toMatchObject({ open: 1, resubmitted: 1 });
  });
});
