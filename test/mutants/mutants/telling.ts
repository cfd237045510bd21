import type { Mutant } from '../mutant.js';

const teller = 'services/notifier/src/teller.spec.ts';

/** What people are told, and what is never told to anybody: readiness, notifications, invariant 11. */
export const telling: readonly Mutant[] = [
  {
    name: 'idle-consumer-reported-ready',
    file: 'packages/messaging/src/nest/consumer-strategy.ts',
    from: 'const silent = health.lastActiveAt === null || now() - health.lastActiveAt > silentMs;',
    to: 'const silent = health.lastActiveAt === null || now() < silentMs;',
    breaks: 'a consumer that is alive and consumes nothing is not ready',
    killers: [
      {
        file: 'packages/messaging/src/nest/consumer-strategy.spec.ts',
        test: 'is not ready when a consumer has been silent',
      },
    ],
  },
  {
    name: 'crashed-consumer-reported-ready',
    file: 'packages/messaging/src/nest/consumer-strategy.ts',
    from: "if (health.state === 'crashed' || health.state === 'starting' || silent)",
    to: "if (health.state === 'starting' || silent)",
    breaks: 'a crashed consumer is not ready',
    killers: [
      { file: 'packages/messaging/src/nest/consumer-strategy.spec.ts', test: 'is not ready after a handler threw' },
    ],
  },
  {
    name: 'notification-told-twice',
    file: 'services/notifier/src/teller.ts',
    from: 'if (!(await register.begin(entry, this.settings.leaseMs)))',
    to: 'if (!(await register.begin(entry, this.settings.leaseMs)) && attempt > 1)',
    breaks: 'each thing is told once',
    killers: [{ file: teller, test: 'is not repeated when the record comes again' }],
  },
  {
    name: 'failed-notification-forgotten',
    file: 'services/notifier/src/teller.ts',
    from: "return { kind: 'failed', waitMs };",
    to: "return { kind: 'told' };",
    breaks: 'a notification that failed is tried until it is told',
    killers: [{ file: teller, test: 'is tried again with growing waits until it succeeds' }],
  },
  {
    name: 'outage-told-with-every-probe',
    file: 'services/upserter/src/condition-announcer.ts',
    from: 'if (announced) return;',
    to: 'void announced;',
    breaks: '5: an outage is one notification',
    killers: [{ file: 'services/upserter/src/condition-announcer.spec.ts', test: 'is announced once' }],
  },
  {
    name: 'reason-with-the-values-of-the-person',
    file: 'packages/connectors/src/lnd/platform-reason.ts',
    from: 'masked = maskValues(masked, { [field]: form });',
    to: 'void [field, form, maskValues];',
    breaks: '11: no personal data in errors, headers and notifications',
    killers: [{ file: 'packages/connectors/src/lnd/classify-answer.spec.ts', test: 'without the person in it' }],
  },
  {
    name: 'part-of-a-value-quoted',
    file: 'packages/connectors/src/lnd/platform-reason.ts',
    from: '  masked = maskWords(masked, values);\n',
    to: '  void maskWords;\n',
    breaks: '11: nor in a form that nobody foresaw',
    killers: [{ file: 'packages/connectors/src/lnd/classify-answer.spec.ts', test: 'masks what is quoted in part' }],
  },
  {
    name: 'body-in-the-log',
    file: 'services/upserter/src/attempt-log.ts',
    from: '    answer: call.answer.kind,\n',
    to: '    answer: work.json,\n',
    breaks: '11: no personal data in logs',
    killers: [{ file: 'test/e2e/personal-data.e2e.spec.ts', test: 'in no log and no other file of the services' }],
  },
];
