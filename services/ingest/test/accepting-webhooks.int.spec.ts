import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareStack } from './running-ingest.js';
import { change } from './signed-webhook.js';

let stack: Awaited<ReturnType<typeof prepareStack>>;
let ingest: Awaited<ReturnType<typeof stack.startIngest>>;
beforeAll(async () => {
  stack = await prepareStack();
  ingest = await stack.startIngest();
});
afterAll(async () => {
  await ingest.close();
  await stack.close();
});

describe('a signed webhook on the real servers', () => {
  it('is an event on employee.events, once, however often it is delivered', async () => {
    const body = JSON.stringify(change('E-1'));
    const first = await ingest.post(body);
    expect(first).toMatchObject({ status: 202, body: { accepted: 1, rejected: 0, events: [{ status: 'accepted' }] } });
    const again = await ingest.post(body);
    expect(again).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 1, events: [{ eventId: first.body.events[0]!.eventId, status: 'duplicate' }] },
    });
    const events = (await stack.events()).filter(({ employeeId }) => employeeId === 'E-1');
    expect(events).toEqual([
      {
        eventId: first.body.events[0]!.eventId,
        recordKey: 'E-1',
        employeeId: 'E-1',
        changeType: 'updated',
        occurredAt: Date.UTC(2026, 10, 2, 9, 15),
        receivedAt: expect.any(Number),
        source: 'generic',
        path: 'webhook',
        deliveryId: expect.stringMatching(/^msg_/),
        contractHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        employee: change('E-1').employee,
      },
    ]);
  });

  it('may hold accepted and rejected changes; the rejected one is kept byte for byte', async () => {
    const bad = `{"type": "employee.updated","occurredAt":"2026-11-02T09:15:00","employee":{"employeeId":"E-3","employmentStatus":"gone fishing"}}`;
    const answer = await ingest.post(`[ ${JSON.stringify(change('E-2'))} , ${bad} ]`);
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 1, rejected: 1, events: [{ status: 'accepted' }, { status: 'rejected' }] },
    });
    const [rejected] = (await stack.rejected()).filter(({ employeeId }) => employeeId === 'E-3');
    expect(rejected).toMatchObject({
      rejectionId: answer.body.events[1]!.eventId,
      recordKey: 'E-3',
      reasonCode: 'LOCKSTEP_RECORD_REFUSED',
      source: 'generic',
    });
    expect(rejected!.payload.toString()).toBe(bad);
    expect(JSON.parse(rejected!.violations)).toEqual(answer.body.events[1]!.violations);
    expect(answer.body.events[1]!.violations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: '/occurredAt', rule: 'occurred_at' }),
        expect.objectContaining({
          path: '/employee/employmentStatus',
          rule: 'unknown_status',
          found: 'string of 12 characters',
        }),
      ]),
    );
  });

  it('is taken from 64 senders at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 640 }, (_, i) => ingest.post(JSON.stringify(change(`C-${i}`)))),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = new Set((await stack.events()).map(({ employeeId }) => employeeId));
    expect(Array.from({ length: 640 }, (_, i) => `C-${i}`).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('is ready, and counts what it does', async () => {
    expect(await ingest.readiness.report()).toMatchObject({ ready: true });
    const text = await (await fetch(`${ingest.url}/metrics`)).text();
    expect(text).toMatch(/lockstep_webhook_changes_total\{source="generic",result="accepted",service="ingest"\} \d+/);
    expect(text).toContain(
      'lockstep_webhook_rejections_total{source="generic",rule="unknown_status",service="ingest"} 1',
    );
    expect(text).toContain('lockstep_parked_records{service="ingest"} 0');
  });
});
