import type { Mutant } from '../mutant.js';

const signature = 'packages/connectors/src/hris/verify-signature.spec.ts';
const recordIntake = 'services/ingest/src/intake/record-intake.spec.ts';
const accept = 'services/ingest/src/delivery/accept-delivery.spec.ts';

/** Ingest: nothing accepted is lost, and nobody else's word is taken: invariants 1 and 4. */
export const intake: readonly Mutant[] = [
  {
    name: 'ingest-answers-before-kafka-has-it',
    file: 'services/ingest/src/intake/record-intake.ts',
    from: 'await producer.send(records, { deadlineMs: settings.produceDeadlineMs });',
    to: 'void producer.send(records, { deadlineMs: settings.produceDeadlineMs }).catch(() => undefined);',
    breaks: '1: a 2xx is on Kafka or parked',
    killers: [
      { file: recordIntake, test: 'parks them when Kafka is away' },
      { file: recordIntake, test: 'waits no longer than the deadline' },
    ],
  },
  {
    name: 'second-delivery-answered-before-the-first-is-stored',
    file: 'services/ingest/src/delivery/accept-delivery.ts',
    from: '    await Promise.all(others);\n',
    to: '    void others;\n',
    breaks: '1: a 2xx is on Kafka or parked, also for the same change at once',
    killers: [{ file: accept, test: 'neither is answered before it is durable' }],
  },
  {
    name: 'failed-delivery-remembered',
    file: 'services/ingest/src/delivery/accept-delivery.ts',
    from: '      const stored = await storing;\n      for (const { id } of entries) this.ports.remembered.add(id);',
    to: '      for (const { id } of entries) this.ports.remembered.add(id);\n      const stored = await storing;',
    breaks: '1: a delivery that failed is taken for a duplicate when it comes again',
    killers: [{ file: accept, test: 'is stored when the first time failed' }],
  },
  {
    name: 'parked-records-not-drained',
    file: 'services/ingest/src/intake/record-intake.ts',
    from: '      await this.drain();\n      if (this.state',
    to: '      if (this.state',
    breaks: '1: what an earlier process parked never reaches Kafka',
    killers: [{ file: recordIntake, test: 'drains what an earlier process left' }],
  },
  {
    name: 'flows-before-the-parked-are-drained',
    file: 'services/ingest/src/intake/record-intake.ts',
    from: 'if ((await this.ports.parking.count()) === 0) this.flow();',
    to: 'this.flow();',
    breaks: '3: a new record overtakes parked ones of the same second',
    killers: [{ file: recordIntake, test: 'stays in parking while another instance drains' }],
  },
  {
    name: 'parked-records-drained-out-of-order',
    file: 'packages/store/src/postgres/parking.ts',
    from: 'FROM lockstep.parked_records ORDER BY position LIMIT $1',
    to: 'FROM lockstep.parked_records ORDER BY position DESC LIMIT $1',
    breaks: '3: the order of acceptance is kept through an outage of Kafka',
    killers: [
      { file: 'packages/store/test/registers.int.spec.ts', test: 'hands the records over as they were parked' },
    ],
  },
  {
    name: 'parked-records-forgotten-before-kafka-has-them',
    file: 'packages/store/src/memory/parking.ts',
    from: '        await publish(oldest);\n        parked.splice(0, oldest.length);',
    to: '        parked.splice(0, oldest.length);\n        await publish(oldest);',
    breaks: '1: Kafka goes away again while it drains, and what was parked is gone',
    killers: [
      { file: recordIntake, test: 'keeps what is parked when Kafka goes away again' },
      { file: 'packages/store/src/memory/parking.spec.ts', test: 'keeps everything, in order, when publishing fails' },
    ],
  },
  {
    name: 'signature-over-the-parsed-body',
    file: 'packages/connectors/src/hris/verify-signature.ts',
    from: "'body' in part ? webhook.body :",
    to: "'body' in part ? Buffer.from(JSON.stringify(JSON.parse(String(webhook.body)))) :",
    breaks: 'the bytes that were signed are the bytes that are taken',
    killers: [{ file: signature, test: 'is refused when the body was parsed and written again' }],
  },
  {
    name: 'timestamp-window-ignored',
    file: 'packages/connectors/src/hris/verify-signature.ts',
    from: "if (Math.abs(now - signedAt) > SIGNATURE_TOLERANCE_MS) return refused('outside_window', scheme.timestampHeader);",
    to: 'void now;',
    breaks: 'a recorded delivery cannot be played again',
    killers: [{ file: signature, test: 'may be five minutes off, both ways' }],
  },
  {
    name: 'duplicate-keys-accepted',
    file: 'packages/connectors/src/delivery/json/scan-json.ts',
    from: "if (top.keys.has(key)) this.refuse('duplicate_key');",
    to: '',
    breaks: 'a body means one thing only',
    killers: [{ file: 'packages/connectors/src/delivery/json/read-json.spec.ts', test: 'refuses: duplicate_key' }],
  },
];
