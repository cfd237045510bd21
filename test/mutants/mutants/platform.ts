import type { Mutant } from '../mutant.js';

const pipeline = 'services/upserter/src/upsert-pipeline.spec.ts';
const limits = 'services/upserter/src/upsert-pipeline.limits.spec.ts';
const gate = 'packages/domain/src/platform-gate.spec.ts';
const conclude = 'packages/domain/src/conclude-attempt.spec.ts';
const answers = 'packages/connectors/src/lnd/classify-answer.spec.ts';

/** What the platform answers, and what the gate makes of it: invariant 5. */
export const platform: readonly Mutant[] = [
  {
    name: 'retry-after-ignored',
    file: 'packages/domain/src/platform-gate.ts',
    from: 'return throttled(state, signal.until ?? now + settings.throttleDefaultMs, now);',
    to: 'return throttled(state, now + settings.throttleDefaultMs, now);',
    breaks: '5: Retry-After is honoured',
    killers: [
      { file: gate, test: 'waits exactly as long as the platform says' },
      { file: pipeline, test: 'honours Retry-After to the millisecond' },
    ],
  },
  {
    name: 'retry-after-date-not-read',
    file: 'packages/connectors/src/lnd/retry-after.ts',
    from: 'const delayMs = secondsIn(text) ?? dateDelay(text, headers, now);',
    to: 'const delayMs = secondsIn(text) ?? (text === "" ? dateDelay(text, headers, now) : null);',
    breaks: '5: Retry-After as a date is honoured too',
    killers: [
      { file: 'packages/connectors/src/lnd/retry-after.spec.ts', test: 'measures a date by the platform’s own clock' },
    ],
  },
  {
    name: 'throttled-503-taken-for-a-failure',
    file: 'packages/connectors/src/lnd/classify-answer.ts',
    from: "if (until !== null) return { kind: 'throttled', status, until, reason };",
    to: 'void until;',
    breaks: '5: a 503 with Retry-After spends no attempt',
    killers: [{ file: answers, test: '503 with Retry-After' }],
  },
  {
    name: '429-burns-an-attempt',
    file: 'packages/connectors/src/lnd/classify-answer.ts',
    from: "if (status === 429) return { kind: 'throttled', status, until: retryAfter(answer.headers, now), reason };",
    to: "if (status === 429) return unavailable(status, 'LOCKSTEP_LND_UNAVAILABLE', reason);",
    breaks: '5: a 429 spends no attempt',
    killers: [{ file: answers, test: 'means 429 with seconds' }],
  },
  {
    name: '401-taken-for-permanent',
    file: 'packages/connectors/src/lnd/classify-answer.ts',
    from: "if (status === 401 || status === 403 || status === 407) return { kind: 'unauthorised', status, reason };",
    to: '',
    breaks: '5: refused credentials halt, and are no dead letters',
    killers: [{ file: answers, test: 'means 401' }],
  },
  {
    name: 'halt-resumes-by-itself',
    file: 'packages/domain/src/platform-gate.ts',
    from: "return state.kind === 'halted' ? state : { kind: 'halted', since: sinceOf(state, now) };",
    to: "return { kind: 'paused', reason: 'outage', since: sinceOf(state, now), probeAt: now, probing: false };",
    breaks: '5: refused credentials halt until a person resumes',
    killers: [
      { file: gate, test: 'halts on refused credentials until a person resumes' },
      { file: pipeline, test: 'halts on refused credentials until a person resumes' },
    ],
  },
  {
    name: 'outage-burns-retries',
    file: 'packages/domain/src/conclude-attempt.ts',
    from: "if (!gateOpen) return { kind: 'release' };",
    to: 'void gateOpen;',
    breaks: '5: no retry is burnt while the platform is down',
    killers: [
      { file: conclude, test: 'spends no attempt when the platform itself is at fault' },
      { file: pipeline, test: 'burns no retry, and everything is applied when it ends' },
    ],
  },
  {
    name: 'breaker-never-opens',
    file: 'packages/domain/src/platform-gate.ts',
    from: "if (failing.size < settings.failuresToOpen) return { kind: 'flowing', failing };",
    to: "if (failing.size < Number.MAX_SAFE_INTEGER) return { kind: 'flowing', failing };",
    breaks: '5: an outage pauses consumption',
    killers: [{ file: gate, test: 'opens the breaker when five employees fail in a row' }],
  },
  {
    name: 'one-employee-opens-the-breaker',
    file: 'packages/domain/src/platform-gate.ts',
    from: 'const failing = new Map(recent).set(employeeId, now);',
    to: 'const failing = new Map(recent).set(`${employeeId}/${now}`, now);',
    breaks: '5: one employee who fails again and again is no outage',
    killers: [{ file: gate, test: 'does not take one employee who fails again and again for an outage' }],
  },
  {
    name: 'everybody-probes',
    file: 'packages/domain/src/platform-gate.ts',
    from: "if (state.probing) return { kind: 'wait', at: null };",
    to: '',
    breaks: '5: one probe decides, a platform that is coming back is not flooded',
    killers: [{ file: gate, test: 'lets a single probe through an outage' }],
  },
  {
    name: 'late-answer-opens-the-gate',
    file: 'packages/domain/src/platform-gate.ts',
    from: "return state.kind === 'flowing' || (state.kind === 'paused' && probe) ? GATE_FLOWING : state;",
    to: "return state.kind === 'halted' ? state : GATE_FLOWING;",
    breaks: '5: an answer to a request from before the outage proves nothing',
    killers: [{ file: gate, test: 'opens on its success only' }],
  },
  {
    name: '200-with-an-error-counts-as-success',
    file: 'packages/connectors/src/lnd/recognise-success.ts',
    from: "if (saysError(body)) return { kind: 'error_body', error: readErrorBody(body) };",
    to: "if (saysError({})) return { kind: 'error_body', error: readErrorBody(body) };",
    breaks: 'a 2xx that its connector does not recognise is no success',
    killers: [{ file: answers, test: '200 with an error' }],
  },
  {
    name: 'permanent-refusal-retried',
    file: 'packages/connectors/src/lnd/classify-answer.ts',
    from: "return { kind: 'refused', status, code: 'LOCKSTEP_LND_REFUSED', reason };",
    to: "return unavailable(status, 'LOCKSTEP_LND_REFUSED', reason);",
    breaks: 'what no retry mends goes to the dead letters at once',
    killers: [{ file: answers, test: 'means 400' }],
  },
  {
    name: 'request-never-given-up',
    file: 'services/upserter/src/time-limit.ts',
    from: '      abort.abort();\n',
    to: '',
    breaks: '3: a request outlasts its lease',
    killers: [{ file: limits, test: 'give a request up at the timeout' }],
  },
  {
    name: 'scope-rule-ignored',
    file: 'services/upserter/src/event-mapping.ts',
    from: 'if (!inScope(contract, event.employee))',
    to: 'if (!inScope({ ...contract, scope: "everyone" }, event.employee))',
    breaks: 'scope: who is not synced is told to nobody',
    killers: [{ file: 'services/upserter/src/event-mapping.spec.ts', test: 'leaves out who is out of scope' }],
  },
  {
    name: 'shadow-mode-sends',
    file: 'services/upserter/src/event-mapping.ts',
    from: "intent: settings.mode === 'live' ? 'call' : 'shadow'",
    to: "intent: settings.sentTo !== '' ? 'call' : 'shadow'",
    breaks: 'shadow mode calls nobody',
    killers: [{ file: 'services/upserter/src/event-mapping.spec.ts', test: 'calls nobody in shadow mode' }],
  },
];
