import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { ServerProcess, Servers } from '@lockstep/stack';
import { parseRoute, silentProgress, startServers } from '@lockstep/stack';
import type { Lockstep } from '../harness/lockstep.js';
import { startLockstep } from '../harness/lockstep.js';
import { change } from '../harness/sender.js';

jest.setTimeout(180_000);
const AWAY_MS = 20_000;
let servers: Servers;
let lockstep: Lockstep;
let kafka: ServerProcess;

beforeAll(async () => {
  servers = await startServers({
    route: parseRoute(process.env.STACK),
    stateDir: null,
    runsDir: mkdtempSync(join(tmpdir(), 'lockstep-runs-')),
    progress: silentProgress,
  });
  kafka = servers.processes.find((server) => server.name === 'kafka')!;
  lockstep = await startLockstep({ servers });
}, 180_000);
afterAll(async () => {
  await lockstep.stop();
  await servers.stop();
}, 60_000);

it('a broker that is away for 20 s is not the problem of the HRIS: every webhook is taken, none is lost', async () => {
  await lockstep.sender.deliver(change('before'));
  await kafka.kill();
  const awayAt = Date.now();
  let taken = 0;
  while (Date.now() - awayAt < AWAY_MS) {
    const answer = await lockstep.sender.deliver(change(`away-${taken++}`));
    expect(answer.status).toBe(202);
  }
  await kafka.start();
  const backAt = Date.now();
  const proof = await lockstep.proof(60_000);
  expect(Date.now() - backAt).toBeLessThan(45_000);
  expect(proof).toMatchObject({ staleWrites: 0, doubled: 0, problems: [], learners: taken + 1 });
});
