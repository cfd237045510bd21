import { describe, expect, it } from '@jest/globals';
import type { UpsertAnswer } from '@lockstep/domain';
import { createMemoryLedger } from '@lockstep/store';
import { createVirtualClock, silentLogger, type LogFields } from '@lockstep/platform';
import { readRetryHeaders } from '@lockstep/messaging';
import { APPLIED, DOWN, LEASE_MS, pipelineHarness, TOPICS } from '../test/pipeline-harness.js';
import type { Work } from './work.js';

const topicsOf = (sent: readonly { topic: string }[]) => sent.map((record) => record.topic);

describe('an event', () => {
  it('is applied, told and done', async () => {
    const h = pipelineHarness();
    h.add({ version: 1 });
    await h.pass();
    expect(h.calls).toMatchObject([{ employeeId: '4711', idempotencyKey: '4711-v1' }]);
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
    expect(h.done).toEqual(['4711-v1']);
    expect(h.pipeline.depth).toEqual({ waiting: 0, underWay: 0, employees: 0 });
  });

  it('is not done before it is settled: its offset could be committed, and a crash would lose it', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    let settle: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (settle = resolve));
    const slow = {
      ...ledger,
      settle: (all: Parameters<typeof ledger.settle>[0]) => waits.then(() => ledger.settle(all)),
    };
    const h = pipelineHarness({ clock, ledger: slow });
    h.add({});
    await h.pass();
    expect([h.calls.length, h.done]).toEqual([1, []]);
    settle();
    await h.pass();
    expect(h.done).toEqual(['4711-v1']);
  });

  it('is not done before it is told: its end would be on no topic', async () => {
    const h = pipelineHarness({ failingSends: 1 });
    h.add({});
    await h.pass();
    expect([h.calls.length, h.done, h.sent]).toEqual([1, [], []]);
    await h.pass(1_000);
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
    expect(h.done).toEqual(['4711-v1']);
  });

  it('that has lost its lease tells nothing and claims anew', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    let lost = 1;
    const losing = {
      ...ledger,
      settle: (all: Parameters<typeof ledger.settle>[0]) =>
        lost-- > 0 ? Promise.resolve(all.map(() => ({ kind: 'lost' as const }))) : ledger.settle(all),
    };
    const h = pipelineHarness({ clock, ledger: losing });
    h.add({});
    await h.pass();
    expect([h.sent, h.done]).toEqual([[], []]);
    await h.pass(LEASE_MS);
    expect(h.calls.map((call) => call.idempotencyKey)).toEqual(['4711-v1', '4711-v1']);
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
  });

  it('whose body the platform holds already is unchanged, without a call', async () => {
    const h = pipelineHarness();
    h.add({ version: 1 });
    await h.pass();
    h.add({ version: 2 }, { bodyHash: 'hash 1' });
    await h.pass();
    expect(h.calls).toHaveLength(1);
    expect(h.outcomes().at(-1)).toMatchObject({ outcome: 'unchanged' });
  });

  it('of a heal is sent even so', async () => {
    const h = pipelineHarness();
    h.add({ version: 1 });
    await h.pass();
    h.add({ version: 2, path: 'heal' }, { bodyHash: 'hash 1' });
    await h.pass();
    expect(h.calls).toHaveLength(2);
  });

  it('that is in shadow or out of scope ends without a call, also while the platform is away', async () => {
    const h = pipelineHarness({ gateState: { kind: 'halted', since: 0 } });
    h.add({ employeeId: '1', intent: 'shadow' });
    h.add({ employeeId: '2', intent: 'out_of_scope' });
    await h.pass();
    expect(
      h
        .outcomes()
        .map((o) => o.outcome)
        .sort(),
    ).toEqual(['out_of_scope', 'shadowed']);
    expect(h.calls).toEqual([]);
  });
});

describe('a failing employee', () => {
  it('gets three retries through the three retry topics, then a dead letter, each attempt told', async () => {
    const h = pipelineHarness({ answering: () => DOWN });
    for (const attempt of [1, 2, 3, 4]) {
      h.add({ attempt, traffic: attempt === 1 ? 'live' : 'retry' });
      await h.pass();
    }
    expect(topicsOf(h.sent)).toEqual([
      'retry.1',
      'outcomes',
      'retry.2',
      'outcomes',
      'retry.3',
      'outcomes',
      'dlt',
      'outcomes',
      'outcomes',
    ]);
    expect(h.outcomes().map((o) => [o.outcome, o.attempt])).toEqual([
      ['failed', 1],
      ['failed', 2],
      ['failed', 3],
      ['failed', 4],
      ['dead_lettered', 4],
    ]);
    expect(h.sent[0]!.headers).toMatchObject({
      'lockstep-attempt': '2',
      'lockstep-due-at': String(1_000_000 + 60_000),
      'lockstep-origin': 'lockstep.employee.events/0/1',
    });
  });

  it('may be retried and is applied, under the same key: the first try may have landed', async () => {
    const h = pipelineHarness({ answering: (_, nth) => (nth === 1 ? DOWN : APPLIED) });
    h.add({});
    await h.pass();
    h.add({ attempt: 2, traffic: 'retry' });
    await h.pass();
    expect(h.calls.map((call) => call.idempotencyKey)).toEqual(['4711-v1', '4711-v1']);
    expect(h.outcomes().at(-1)).toEqual({ eventId: '4711-v1', outcome: 'applied', attempt: 2 });
  });

  it('counts its attempts in the headers, and its dead letter has them all', async () => {
    const h = pipelineHarness({ answering: () => DOWN });
    let carried: Partial<Work> = {};
    for (let life = 1; life <= 4; life++) {
      h.add({ traffic: life === 1 ? 'live' : 'retry' }, carried);
      await h.pass();
      const { headers } = h.sent.findLast(({ topic }) => topic !== TOPICS.outcomes)!;
      const state = readRetryHeaders(
        Object.fromEntries(Object.entries(headers!).map(([name, text]) => [name, Buffer.from(text)])),
      )!;
      expect(state.history.map(({ attempt }) => attempt)).toEqual(Array.from({ length: life }, (_, i) => i + 1));
      carried = { attempt: state.attempt, history: state.history, firstFailedAt: state.firstFailedAt };
    }
    expect(topicsOf(h.sent).filter((topic) => topic !== TOPICS.outcomes)).toEqual([
      'retry.1',
      'retry.2',
      'retry.3',
      'dlt',
    ]);
  });

  it('never makes a newer version wait, and its retry never overwrites it', async () => {
    const h = pipelineHarness({ answering: (call) => (call.idempotencyKey === '4711-v1' ? DOWN : APPLIED) });
    h.add({ version: 1 });
    await h.pass();
    h.add({ version: 2 });
    await h.pass();
    h.add({ version: 1, attempt: 2, traffic: 'retry' });
    await h.pass();
    expect(h.calls.map((call) => call.idempotencyKey)).toEqual(['4711-v1', '4711-v2']);
    expect(h.outcomes().filter((o) => o.outcome !== 'failed')).toEqual([
      { eventId: '4711-v2', outcome: 'applied', attempt: 1 },
      { eventId: '4711-v1', outcome: 'superseded', attempt: 1 },
    ]);
  });

  it('spends no second attempt when its record is delivered again, but publishes its retry again', async () => {
    const h = pipelineHarness({ answering: () => DOWN });
    h.add({});
    await h.pass();
    h.add({});
    await h.pass();
    expect(h.calls).toHaveLength(1);
    expect(topicsOf(h.sent)).toEqual(['retry.1', 'outcomes', 'retry.1', 'outcomes']);
    expect(h.sent[2]!.headers).toMatchObject({ 'lockstep-attempt': '2', 'lockstep-due-at': String(1_060_000) });
  });

  it('is dead-lettered at once when no retry can help', async () => {
    const refused: UpsertAnswer = { kind: 'refused', status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'no' };
    const h = pipelineHarness({ answering: () => refused });
    h.add({});
    await h.pass();
    expect(topicsOf(h.sent)).toEqual(['dlt', 'outcomes', 'outcomes']);
    expect(h.sent[0]!.headers).toMatchObject({
      'lockstep-error-code': 'LOCKSTEP_LND_REFUSED',
      'lockstep-reason': 'no',
    });
  });
});

describe('the log', () => {
  it.each([
    [true, ['debug applied 1', 'warn retry 1', 'info applied 2']],
    [false, ['warn retry 1', 'info applied 2']],
  ])('has every failure and every retry, and what went as a rule only at debug (%s)', async (debugs, expected) => {
    const lines: string[] = [];
    const at = (level: string) => (fields: LogFields) =>
      void lines.push(`${level} ${String(fields.result)} ${String(fields.attempt)}`);
    const logger = { ...silentLogger, debugs, debug: at('debug'), info: at('info'), warn: at('warn') };
    const h = pipelineHarness({ logger, answering: (_, nth) => (nth === 2 ? DOWN : APPLIED) });
    h.add({ employeeId: '1' });
    await h.pass();
    h.add({ employeeId: '2' });
    await h.pass();
    h.add({ employeeId: '2', attempt: 2, traffic: 'retry' });
    await h.pass();
    expect(lines).toEqual(expected);
  });
});

describe('an outage', () => {
  it('burns no retry, and everything is applied when it ends', async () => {
    let down = true;
    const h = pipelineHarness({ answering: () => (down ? DOWN : APPLIED), concurrency: 4 });
    for (let n = 0; n < 50; n++) h.add({ employeeId: `e${n}` });
    await h.pass(120_000);
    const spent = h.sent.filter((record) => record.topic.startsWith('retry')).length;
    expect(spent).toBeLessThan(5);
    expect(topicsOf(h.sent)).not.toContain('dlt');
    expect(h.calls.length).toBeLessThan(10 + 60);
    down = false;
    await h.pass(3_000);
    expect(h.outcomes().filter((o) => o.outcome === 'applied')).toHaveLength(50 - spent);
  });

  it('supersedes what waits when a newer version arrives meanwhile', async () => {
    const h = pipelineHarness({
      gateState: { kind: 'paused', reason: 'outage', since: 0, probeAt: 1_010_000, probing: false },
    });
    h.add({ version: 1 });
    h.add({ version: 2 });
    await h.pass();
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'superseded', attempt: 0 }]);
    await h.pass(10_000);
    expect(h.calls.map((call) => call.idempotencyKey)).toEqual(['4711-v2']);
  });

  it('honours Retry-After to the millisecond and spends no attempt', async () => {
    const h = pipelineHarness({
      answering: (_, nth) => (nth === 1 ? { kind: 'throttled', status: 429, until: 1_030_000, reason: '' } : APPLIED),
    });
    h.add({});
    await h.pass(29_999);
    expect(h.calls).toHaveLength(1);
    await h.pass(1);
    expect(h.calls).toHaveLength(2);
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
  });

  it('halts on refused credentials until a person resumes', async () => {
    let refused = true;
    const h = pipelineHarness({
      answering: () => (refused ? { kind: 'unauthorised', status: 401, reason: '' } : APPLIED),
    });
    h.add({});
    await h.pass(600_000);
    expect(h.calls).toHaveLength(1);
    expect(h.sent).toEqual([]);
    refused = false;
    h.gate.signal({ kind: 'resumed' }, false);
    await h.pass();
    expect(h.outcomes()).toMatchObject([{ outcome: 'applied', attempt: 1 }]);
  });
});

describe('a crash', () => {
  it('between the call and its settle repeats the call with the same key once the lease is over', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    const dying = pipelineHarness({ clock, ledger: { ...ledger, settle: () => new Promise(() => undefined) } });
    dying.add({});
    await dying.pass();
    const next = pipelineHarness({ clock, ledger });
    next.add({});
    await next.pass(LEASE_MS - 1);
    expect(next.calls).toEqual([]);
    await next.pass(2);
    expect(next.calls.map((call) => call.idempotencyKey)).toEqual(dying.calls.map((call) => call.idempotencyKey));
    expect(next.outcomes()).toMatchObject([{ outcome: 'applied', attempt: 1 }]);
  });

  it('after the settle tells the same outcome again and calls nobody', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    const dying = pipelineHarness({ clock, ledger, failingSends: Number.POSITIVE_INFINITY });
    dying.add({});
    await dying.pass(1_000);
    expect(dying.done).toEqual([]);
    const next = pipelineHarness({ clock, ledger });
    next.add({});
    await next.pass();
    expect(next.calls).toEqual([]);
    expect(next.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
  });
});

describe('a crash between the settle of a dead letter and its publication', () => {
  it('publishes the dead letter when the record is delivered again', async () => {
    const clock = createVirtualClock(1_000_000);
    const ledger = createMemoryLedger({ leaseMs: LEASE_MS, now: () => clock.now() });
    const refused: UpsertAnswer = { kind: 'refused', status: 422, code: 'LOCKSTEP_LND_REFUSED', reason: 'no' };
    const dying = pipelineHarness({ clock, ledger, failingSends: Number.POSITIVE_INFINITY, answering: () => refused });
    dying.add({});
    await dying.pass(1_000);
    const next = pipelineHarness({ clock, ledger });
    next.add({});
    await next.pass();
    expect(next.calls).toEqual([]);
    expect(topicsOf(next.sent)).toEqual(['dlt', 'outcomes']);
  });
});

describe('a manager the platform does not know', () => {
  const unknown: UpsertAnswer = { kind: 'unknown_manager', status: 422, reason: 'unknown manager' };
  const withManager = { body: { employeeId: '4711', managerId: 'm1' } };

  it('never holds up the employee: the reference is left out and waits', async () => {
    const h = pipelineHarness({ answering: (call) => ('managerId' in call.body ? unknown : APPLIED) });
    h.add({}, withManager);
    await h.pass();
    expect(h.outcomes()).toEqual([{ eventId: '4711-v1', outcome: 'applied', attempt: 1 }]);
    expect(h.calls.map((call) => call.idempotencyKey)).toEqual(['4711-v1', '4711-v1:without-manager']);
    expect(h.waits).toMatchObject([
      { employeeId: '4711', managerId: 'm1', headers: { 'lockstep-reference': 'manager' } },
    ]);
  });

  it('is sent later under a key of its own, and gives the event no second end', async () => {
    const h = pipelineHarness({ answering: (_, nth) => (nth === 1 ? unknown : APPLIED) });
    h.add({}, withManager);
    await h.pass();
    h.add({ reference: true, traffic: 'retry' }, withManager);
    await h.pass();
    expect(h.calls.at(-1)).toMatchObject({ idempotencyKey: '4711-v1:manager', body: { managerId: 'm1' } });
    expect(h.outcomes().map((o) => o.outcome)).toEqual(['applied', 'reference_sent']);
  });
});

describe('a stop', () => {
  it('finishes what is under way and leaves the rest to the next start', async () => {
    let answer: (value: UpsertAnswer) => void = () => undefined;
    const h = pipelineHarness({ answering: () => new Promise((resolve) => (answer = resolve)), concurrency: 1 });
    h.add({ employeeId: '1' });
    for (let n = 0; n < 5; n++) h.add({ employeeId: `later${n}` });
    await h.pass();
    const stopped = h.pipeline.stop(5_000);
    answer(APPLIED);
    await h.pass();
    await stopped;
    expect(h.done).toEqual(['1-v1']);
    expect(h.calls).toHaveLength(1);
  });
});
