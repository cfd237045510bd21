import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockstepDir } from '../checkout.js';
import { listenForInterruption } from '../interruption.js';
import { type LiveView, showChanges } from '../live-view/show-changes.js';
import { withoutRealSystems } from '../product/merge-settings.js';
import { askSandbox } from '../product/ask-sandbox.js';
import type { Product } from '../product/product.js';
import { reportEnds } from '../product/report-ends.js';
import type { SandboxSettings } from '../product/start-product.js';
import { makeProgress } from '../progress.js';
import { environment } from './environment.js';
import { launch } from './launch.js';
import type { Verb } from './verb.js';

/** Slow enough to be read, fast enough to be alive. */
const changesPerSecond = 2;

/** An empty platform first gets everybody there is, as when a webhook is connected; from then on there are changes. */
async function startTraffic({ hris = '', lnd = '' }: Product['urls']): Promise<void> {
  const stats = await askSandbox<{ learners: number }>('GET', `${lnd}/sandbox/stats`);
  if (stats.learners === 0) await askSandbox('POST', `${hris}/sandbox/announce`, {});
  await askSandbox('POST', `${hris}/sandbox/traffic`, { perSecond: changesPerSecond, seed: Date.now() % 1_000_000 });
}

function whereWhatIs(product: Product, servers: object): string {
  const { ingest = '', upserter = '', reconciler = '', notifier = '', hris = '', lnd = '' } = product.urls;
  const lines: [string, string][] = [
    ['sandbox HRIS', `${hris}/employees`],
    ['sandbox platform', `${lnd}/learners`],
    ['webhooks', `${ingest}/webhooks/generic`],
    ['ingest', ingest],
    ['upserter', upserter],
    ['notifier', notifier],
    ['reconciler', reconciler],
    ...Object.entries(servers as Record<string, string>),
    ['logs', product.logsDir],
    ['command line', 'npm run lockstep -- --help   (in another terminal, same directory)'],
  ];
  return lines.map(([name, where]) => `  ${name.padEnd(18)} ${where}`).join('\n');
}

/** The sandboxes remember as long as the topics do, or the next start would find events about nobody. */
async function keptSandboxes(): Promise<SandboxSettings> {
  const directory = join(lockstepDir, 'state', 'sandboxes');
  await mkdir(directory, { recursive: true });
  return {
    hris: { employees: 50, stateFile: join(directory, 'hris.json') },
    lnd: { stateFile: join(directory, 'lnd.json') },
  };
}

/**
 * `start`: servers, sandboxes and services, with live traffic from the sandbox HRIS, and a line for every change as it
 * reaches the sandbox learning platform. Ctrl-C stops all of it and exits 0. Never talks to a real system, whatever the
 * environment names.
 */
export const start: Verb = async () => {
  const interruption = listenForInterruption();
  const progress = makeProgress(process.stderr);
  const env = { SYNC_MODE: 'live', ...withoutRealSystems(environment()) };
  const launched = await launch({ env, sandboxes: await keptSandboxes(), progress, interruption });
  progress.close();
  if (launched === null) return 0;
  const { product, servers } = launched;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  let view: LiveView | null = null;
  let unwatch = (): void => undefined;
  try {
    write(
      `\nEverything is up; Ctrl-C stops all of it.\n${whereWhatIs(product, { kafka: servers.kafka, registry: servers.registry })}\n`,
    );
    unwatch = reportEnds(product, write);
    view = await showChanges(product.env, write);
    await startTraffic(product.urls);
    await interruption.asked;
    write('\nStopping.');
  } finally {
    unwatch();
    await view?.stop();
    await launched.stop();
  }
  return 0;
};
