import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type BrokerAdmin, createKafkaBroker } from '@lockstep/messaging';
import { createPool } from '@lockstep/store';
import { checkoutRoot } from '../checkout.js';

interface Line {
  readonly route: string;
  readonly kafka: string;
  readonly registry: string;
  readonly database: string;
}

/** A launcher as a process of its own, as a person starts it, so that it can be killed. */
class Launcher {
  private readonly child: ChildProcess;
  private output = '';
  readonly ready: Promise<Line>;

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [join(checkoutRoot, 'stack/dist/main.js'), 'servers', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const { stdout } = this.child;
    this.ready = new Promise((resolve, reject) => {
      if (stdout !== null) createInterface(stdout).once('line', (line) => resolve(JSON.parse(line) as Line));
      this.child.once('exit', (code) => reject(new Error(`the launcher ended with ${String(code)}:\n${this.output}`)));
    });
    this.ready.catch(() => undefined);
  }

  said(): string {
    return this.output;
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = new Promise<number | null>((resolve) => this.child.once('exit', (code) => resolve(code)));
    this.child.kill(signal);
    return ended;
  }
}

function answers(address: string): Promise<boolean> {
  const { hostname, port } = new URL(address.includes('://') ? address : `tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1_000, () => finish(false));
    socket.on('connect', () => finish(true));
    socket.on('error', () => finish(false));
  });
}

async function whichAnswer(line: Line): Promise<string[]> {
  const addresses = [line.kafka, line.registry, line.database];
  const results = await Promise.all(addresses.map(answers));
  return addresses.filter((_, index) => results[index]);
}

async function eventuallyNoneAnswers(line: Line): Promise<void> {
  const deadline = Date.now() + 15_000;
  let still = await whichAnswer(line);
  while (still.length > 0 && Date.now() < deadline) {
    await delay(100);
    still = await whichAnswer(line);
  }
  expect(still).toEqual([]);
}

describe('the stack', () => {
  let directory: string;
  let runsDir: string;
  let launchers: Launcher[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'lockstep-stack-test-'));
    // Open to the user Postgres runs as under root; what happens in a closed one is not kept in the directory.
    chmodSync(directory, 0o711);
    runsDir = join(directory, 'runs');
    launchers = [];
  });
  afterEach(async () => {
    await Promise.all(launchers.map((launcher) => launcher.end('SIGTERM')));
    rmSync(directory, { recursive: true, force: true });
  });

  const launch = (...args: string[]): Launcher => {
    const launcher = new Launcher([...args, '--runs-dir', runsDir]);
    launchers.push(launcher);
    return launcher;
  };

  it('runs twice side by side; what a killed launcher leaves is ended by the next start, and nothing else', async () => {
    const [first, second] = [launch('--throw-away'), launch('--throw-away')];
    const [one, other] = await Promise.all([first.ready, second.ready]);
    const addresses = [one, other].flatMap(({ kafka, registry, database }) => [kafka, registry, database]);
    expect(new Set(addresses).size).toBe(6);

    await first.end('SIGKILL');
    expect(await whichAnswer(one)).toHaveLength(3);

    const third = launch('--throw-away');
    const next = await third.ready;
    await eventuallyNoneAnswers(one);
    expect(third.said()).toContain('Ended what a crashed run had left');
    expect(await whichAnswer(other)).toHaveLength(3);
    expect(await whichAnswer(next)).toHaveLength(3);

    expect(await Promise.all([second.end('SIGTERM'), third.end('SIGINT')])).toEqual([0, 0]);
    await eventuallyNoneAnswers(other);
    await eventuallyNoneAnswers(next);
    expect(readdirSync(runsDir)).toEqual([]);
  }, 240_000);

  it('keeps topics, schema IDs and rows from one start to the next', async () => {
    const state = ['--state-dir', join(directory, 'state')];
    const first = launch(...state);
    const before = await first.ready;
    const schemaId = await register(before.registry, 'kept-value');
    await withBroker(before.kafka, (admin) =>
      admin.createTopic({ topic: 'kept', partitions: 3, replicationFactor: 1, config: { 'retention.ms': '-1' } }),
    );
    await query(before.database, 'CREATE TABLE kept (id int)', 'INSERT INTO kept VALUES (42)');
    expect(await first.end('SIGTERM')).toBe(0);

    const second = launch(...state);
    const after = await second.ready;
    expect(await register(after.registry, 'kept-value')).toBe(schemaId);
    expect(await schemaById(after.registry, schemaId)).toContain('"Kept"');
    expect((await withBroker(after.kafka, (admin) => admin.describeTopics(['kept'])))[0]).toMatchObject({
      partitions: 3,
    });
    expect(await query(after.database, 'SELECT id FROM kept')).toEqual([{ id: 42 }]);
  }, 240_000);

  it('is used by one launcher at a time', async () => {
    const state = ['--state-dir', join(directory, 'state')];
    await launch(...state).ready;
    await expect(launch(...state).ready).rejects.toThrow('LOCKSTEP_STACK_IN_USE');
  }, 120_000);

  it('interrupted while it starts leaves nothing behind', async () => {
    const launcher = launch('--throw-away');
    const deadline = Date.now() + 30_000;
    while (!launcher.said().includes('kafka') && Date.now() < deadline) await delay(20);
    expect(launcher.said()).toContain('kafka');
    expect(await launcher.end('SIGTERM')).toBe(0);
    expect(existsSync(runsDir) ? readdirSync(runsDir) : []).toEqual([]);
  }, 120_000);
});

async function register(registry: string, subject: string): Promise<number> {
  const schema = JSON.stringify({ type: 'record', name: 'Kept', fields: [] });
  const answer = await fetch(`${registry}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema }),
  });
  return ((await answer.json()) as { id: number }).id;
}

async function schemaById(registry: string, id: number): Promise<string> {
  const answer = await fetch(`${registry}/schemas/ids/${id}`);
  return ((await answer.json()) as { schema: string }).schema;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

async function withBroker<T>(kafka: string, work: (admin: BrokerAdmin) => Promise<T>): Promise<T> {
  const broker = createKafkaBroker({ brokers: kafka.split(','), clientId: 'stack-test', logger: silent });
  try {
    return await work(broker.admin);
  } finally {
    await broker.close(5_000);
  }
}

async function query(databaseUrl: string, ...statements: string[]): Promise<readonly unknown[]> {
  const pool = createPool({ databaseUrl, applicationName: 'stack-test' });
  try {
    let rows: readonly unknown[] = [];
    for (const text of statements) rows = await pool.query({ text });
    return rows;
  } finally {
    await pool.close();
  }
}
