import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import { runService, type RunningApp, type ServiceContext, type ServiceProcess } from './run-service.js';

type Listener = (thrown: unknown) => void;

/** A process that records its exit instead of taking the test runner along. */
function standInProcess(env: Record<string, string> = {}) {
  const listeners = new Map<string, Listener>();
  const errors: string[] = [];
  const lines: string[] = [];
  let exited: (code: number) => void;
  const exit = new Promise<number>((resolve) => (exited = resolve));
  const host: ServiceProcess = {
    env: { ...env },
    on: (event, listener) => listeners.set(event, listener),
    exit: (code) => exited(code),
    writeError: (text) => void errors.push(text),
    logTo: { write: (line) => void lines.push(line) },
  };
  return { host, exit, errors, lines, emit: (event: string, thrown?: unknown) => listeners.get(event)?.(thrown) };
}

const closes = (close: () => Promise<void> = async () => {}): RunningApp => ({ close });
const never = (): Promise<never> => new Promise(() => {});

describe('a service that cannot start', () => {
  it('prints one block with code, message and remedy, and exits 1', async () => {
    const { host, exit, errors } = standInProcess();
    const problem = new LockstepError({
      code: 'LOCKSTEP_Y',
      message: 'the contract is not signed',
      stage: 'before',
      disposition: 'halt',
      remedy: 'sign it',
    });
    await runService({ name: 'x', settings: [], createApp: async () => Promise.reject(problem), process: host });
    expect(await exit).toBe(1);
    expect(errors.join('')).toBe(
      '\nx could not start\n\nLOCKSTEP_Y: the contract is not signed\n\nWhat to do: sign it\n\n',
    );
  });

  it('says that it has ended where a running service would wait', async () => {
    const { host, exit, errors } = standInProcess();
    const away = new LockstepError({
      code: 'LOCKSTEP_Z',
      message: 'the database is away',
      stage: 'before',
      disposition: 'pause',
      remedy: 'Start Postgres.',
      cause: Object.assign(new Error('connect to 10.0.0.1 as lockstep'), { code: 'ECONNREFUSED' }),
    });
    await runService({ name: 'x', settings: [], createApp: async () => Promise.reject(away), process: host });
    expect(await exit).toBe(1);
    expect(errors.join('')).toContain(
      'Because: ECONNREFUSED\n\nWhat to do: Start Postgres. This process has ended: start it again then.',
    );
  });

  it('does not even build when its settings are wrong', async () => {
    const { host, exit, errors } = standInProcess({ PORT: 'x' });
    let built = false;
    await runService({
      name: 'x',
      settings: ['KAFKA_BROKERS'],
      createApp: async () => {
        built = true;
        return Promise.resolve(closes());
      },
      process: host,
    });
    expect(await exit).toBe(1);
    expect(built).toBe(false);
    expect(errors.join('')).toMatch(/PORT "x"[^]*KAFKA_BROKERS is not set/);
  });
});

describe('a service that is told to stop', () => {
  it('becomes unready, closes, and exits 0', async () => {
    const { host, exit, emit } = standInProcess();
    const order: string[] = [];
    let context!: ServiceContext;
    await runService({
      name: 'x',
      settings: [],
      createApp: async (given) => {
        context = given;
        return Promise.resolve(
          closes(async () => {
            order.push((await context.readiness.report()).ready ? 'ready' : 'unready', 'closed');
          }),
        );
      },
      process: host,
    });
    expect((await context.readiness.report()).ready).toBe(true);
    emit('SIGTERM');
    expect(await exit).toBe(0);
    expect(order).toEqual(['unready', 'closed']);
    expect(context.stopDeadline.remainingMs()).toBeLessThanOrEqual(10_000);
  });

  it('exits 1 when the deadline passes first', async () => {
    const { host, exit, emit } = standInProcess({ SHUTDOWN_DEADLINE: '30ms' });
    await runService({ name: 'x', settings: [], createApp: async () => Promise.resolve(closes(never)), process: host });
    emit('SIGINT');
    expect(await exit).toBe(1);
  });

  it('exits at once at the second signal', async () => {
    const { host, exit, lines, emit } = standInProcess({ SHUTDOWN_DEADLINE: '200ms' });
    await runService({ name: 'x', settings: [], createApp: async () => Promise.resolve(closes(never)), process: host });
    emit('SIGTERM');
    emit('SIGINT');
    expect(await exit).toBe(1);
    expect(lines.join('')).toContain('service.stop_forced');
  });

  it('closes what is still being built once it is there', async () => {
    const { host, exit, emit } = standInProcess();
    let finish!: (app: RunningApp) => void;
    let closed = false;
    const started = runService({
      name: 'x',
      settings: [],
      createApp: () => new Promise((resolve) => (finish = resolve)),
      process: host,
    });
    emit('SIGTERM');
    finish(closes(async () => Promise.resolve(void (closed = true))));
    await started;
    expect(await exit).toBe(0);
    expect(closed).toBe(true);
  });
});

describe('a service that starts', () => {
  it('logs its settings without secrets', async () => {
    const { host, lines } = standInProcess({ DATABASE_URL: 'postgres://u:hunter2@db/x' });
    await runService({
      name: 'x',
      settings: ['DATABASE_URL'],
      createApp: async () => Promise.resolve(closes()),
      process: host,
    });
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      message: 'service.starting',
      DATABASE_URL: 'set',
      PORT: '8080',
      SHUTDOWN_DEADLINE: '10000',
    });
    expect(lines.join('')).not.toContain('hunter2');
  });
});

describe('a service in which something broke for good', () => {
  it('stops in order and exits 1', async () => {
    const { host, exit } = standInProcess();
    let closed = false;
    await runService({
      name: 'x',
      settings: [],
      createApp: async (context) => {
        setImmediate(() => context.fatal(new Error('consumer crashed')));
        return Promise.resolve(closes(async () => Promise.resolve(void (closed = true))));
      },
      process: host,
    });
    expect(await exit).toBe(1);
    expect(closed).toBe(true);
  });

  it.each(['uncaughtException', 'unhandledRejection'])('exits 1 at an %s', async (event) => {
    const { host, exit, emit } = standInProcess();
    await runService({ name: 'x', settings: [], createApp: async () => Promise.resolve(closes()), process: host });
    emit(event, new Error('nobody caught me'));
    expect(await exit).toBe(1);
  });
});
