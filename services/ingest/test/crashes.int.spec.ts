import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@lockstep/testkit';
import { prepareStack } from './running-ingest.js';
import { change, signedHeaders } from './signed-webhook.js';

/** Invariant 1, with a process that is killed where it hurts. The service runs as it is built, as in production. */
let stack: Awaited<ReturnType<typeof prepareStack>>;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  stack = await prepareStack();
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(async () => stack.close());

async function start(env: Record<string, string> = {}) {
  const main = new URL('../dist/main.js', import.meta.url).pathname;
  const child = spawn(process.execPath, [main], {
    env: { ...stack.environment(), ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  const ended = once(child, 'exit').then(([code, signal]) => {
    running.delete(child);
    return (signal ?? code) as string | number;
  });
  const lines: Record<string, unknown>[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const url = await eventually(() => lines.find(({ message }) => message === 'service.listening')?.['url'], {
    describe: 'listening',
    deadlineMs: 30_000,
  });
  return {
    url: String(url),
    lines,
    ended,
    stop: () => child.kill('SIGTERM'),
    /** The status, or null when the process died before it answered. */
    post: (body: string) =>
      fetch(`${String(url)}/webhooks/generic`, { method: 'POST', body, headers: signedHeaders(body) }).then(
        async (response) => {
          await response.text();
          return response.status;
        },
        () => null,
      ),
  };
}

const eventsOf = async (id: string) => (await stack.events()).filter(({ employeeId }) => employeeId === id);
/** Nothing listens there. */
const KAFKA_AWAY = { KAFKA_BROKERS: '127.0.0.1:9', PRODUCE_DEADLINE: '200ms' };

describe('an ingest that is killed', () => {
  it.each(['ingest.verified', 'ingest.accepted'])(
    'before it has stored anything (%s) has not answered either',
    async (point) => {
      const body = JSON.stringify(change(`K-${point}`));
      const dying = await start({ FAIL_POINTS: `${point}=kill` });
      expect([await dying.post(body), await dying.ended]).toEqual([null, 'SIGKILL']);
      expect(await eventsOf(`K-${point}`)).toEqual([]);
      const next = await start();
      expect(await next.post(body)).toBe(202);
      expect(await eventsOf(`K-${point}`)).toHaveLength(1);
    },
  );

  it('after Kafka has it and before the sender knows leaves one event under one ID, delivered again or not', async () => {
    const body = JSON.stringify(change('K-published'));
    const dying = await start({ FAIL_POINTS: 'ingest.published=kill' });
    expect([await dying.post(body), await dying.ended]).toEqual([null, 'SIGKILL']);
    expect(await eventsOf('K-published')).toHaveLength(1);
    const next = await start();
    expect(await next.post(body)).toBe(202);
    expect(new Set((await eventsOf('K-published')).map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('after Postgres has it, parked, is finished by the next one', async () => {
    const body = JSON.stringify(change('K-parked'));
    const dying = await start({ ...KAFKA_AWAY, FAIL_POINTS: 'ingest.parked=kill' });
    expect([await dying.post(body), await dying.ended]).toEqual([null, 'SIGKILL']);
    await start();
    await eventually(async () => (await eventsOf('K-parked')).length > 0, {
      describe: 'the parked event',
      deadlineMs: 20_000,
    });
  });

  it('after it has answered loses nothing, on Kafka or parked', async () => {
    const [published, parked] = ['K-answered-1', 'K-answered-2'];
    const first = await start({ FAIL_POINTS: 'ingest.answered=kill' });
    expect([await first.post(JSON.stringify(change(published))), await first.ended]).toEqual([202, 'SIGKILL']);
    const second = await start({ ...KAFKA_AWAY, FAIL_POINTS: 'ingest.answered=kill' });
    expect([await second.post(JSON.stringify(change(parked))), await second.ended]).toEqual([202, 'SIGKILL']);
    await start();
    await eventually(async () => (await eventsOf(parked)).length > 0, {
      describe: 'the parked event',
      deadlineMs: 20_000,
    });
    expect(await eventsOf(published)).toHaveLength(1);
  });
});

describe('an ingest that is stopped', () => {
  it('answers what is in flight, takes nothing new and ends cleanly', async () => {
    const service = await start();
    const posts = Array.from({ length: 50 }, (_, i) => service.post(JSON.stringify(change(`T-${i}`))));
    await posts[0];
    service.stop();
    const answers = await Promise.all(posts);
    expect(await service.ended).toBe(0);
    const ids = new Set((await stack.events()).map(({ employeeId }) => employeeId));
    const unkept = answers.flatMap((status, i) => (status === 202 && !ids.has(`T-${i}`) ? [i] : []));
    expect([unkept, answers[0]]).toEqual([[], 202]);
    expect(service.lines.at(-1)).toMatchObject({ message: 'service.stopped' });
    expect(await service.post(JSON.stringify(change('T-late')))).toBeNull();
  });
});

describe('what an ingest logs', () => {
  it('is one line a delivery, with nothing of the person but the employee ID', async () => {
    const service = await start({ LOG_LEVEL: 'debug' });
    const canary = { lastName: 'Canary-Name', workEmail: 'canary@example.com', department: 'Canary-Dept' };
    await service.post(JSON.stringify(change('L-1', canary)));
    await service.post(JSON.stringify(change('L-2', { ...canary, employmentStatus: 'Canary-Status' })));
    await service.post('{"broken": "Canary-Text"');
    service.stop();
    await service.ended;
    expect(service.lines.filter(({ message }) => message === 'webhook.received')).toHaveLength(3);
    expect(JSON.stringify(service.lines)).not.toMatch(/canary/i);
    expect(JSON.stringify(service.lines)).not.toContain('MDEyMzQ1Njc4');
  });
});
