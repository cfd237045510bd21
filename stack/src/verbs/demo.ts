import { join } from 'node:path';
import { loadContract } from '@lockstep/contract';
import { MESSAGING_SETTINGS, openMessaging } from '@lockstep/messaging';
import { loadSettings, silentLogger } from '@lockstep/platform';
import { lockstepDir } from '../checkout.js';
import { ORGANISATION, playScenario } from '../demo/scenario.js';
import { summarise, summaryText } from '../demo/summary.js';
import { listenForInterruption } from '../interruption.js';
import { withoutRealSystems } from '../product/merge-settings.js';
import type { Product } from '../product/product.js';
import { startProduct } from '../product/start-product.js';
import { makeProgress, type Progress } from '../progress.js';
import type { Proof } from '../proof/facts.js';
import { judge } from '../proof/judge.js';
import { countLearners, readPlatformJournal } from '../proof/read-platform-journal.js';
import { readLedger } from '../proof/read-ledger.js';
import { readSenderJournal, type SenderJournal } from '../proof/read-sender-journal.js';
import { readTopics } from '../proof/read-topics.js';
import { endOwnRuns } from '../runs/end-orphans.js';
import { parseRoute } from '../servers/choose-route.js';
import { startServers } from '../servers/start-servers.js';
import { environment } from './environment.js';
import type { Verb } from './verb.js';
import { wantsJson } from './wants-json.js';

/** The product's are a minute each; the demo shall end while somebody watches. The environment may say otherwise. */
const RETRY_DELAYS = '2s,2s,2s';
/** How long after the last delivery everything must have its end. */
const SETTLE_DEADLINE_MS = 120_000;

/**
 * `demo [--json]`: throw-away servers, sandboxes and services, one finite scenario, and a summary drawn from the topics and
 * the journals of both sandboxes. Exits 0 only when every invariant it can see held and the sums are right.
 */
export const demo: Verb = async (args) => {
  const startedAt = performance.now();
  const interruption = listenForInterruption();
  const progress = makeProgress(process.stderr);
  const running = run(progress, startedAt, wantsJson(args));
  const ended = await Promise.race([running, interruption.asked.then(() => null)]);
  if (ended !== null) return ended;
  running.catch(() => undefined);
  await endOwnRuns();
  return 130;
};

async function run(progress: Progress, startedAt: number, json: boolean): Promise<number> {
  const env = { RETRY_DELAYS, ...withoutRealSystems(environment()), SYNC_MODE: 'live' };
  const servers = await startServers({
    route: parseRoute(env['STACK' as keyof typeof env]),
    stateDir: null,
    runsDir: join(lockstepDir, 'runs'),
    progress,
  });
  try {
    const product = await startProduct({ servers, env, sandboxes: { hris: { employees: ORGANISATION } }, progress });
    try {
      progress.close();
      const say = (step: string): void => void process.stderr.write(`  ${step}\n`);
      const expected = await playScenario(product, say);
      say('waiting until every event has its end');
      const { proof, sender } = await settledProof(product);
      const refused = Object.values(sender.refused).reduce((sum, count) => sum + count, 0);
      const summary = summarise(proof, expected, refused, (performance.now() - startedAt) / 1000);
      process.stdout.write(json ? `${JSON.stringify(summary)}\n` : summaryText(summary));
      return summary.ok ? 0 : 1;
    } finally {
      await product.stop();
    }
  } finally {
    await servers.stop();
  }
}

async function settledProof(product: Product): Promise<{ proof: Proof; sender: SenderJournal }> {
  const settings = loadSettings([...MESSAGING_SETTINGS, 'DATABASE_URL', 'CONTRACT_FILE'], product.env);
  const messaging = openMessaging(settings, 'lockstep-demo', silentLogger);
  const contract = loadContract(settings.CONTRACT_FILE);
  const { hris = '', lnd = '' } = product.urls;
  const deadline = Date.now() + SETTLE_DEADLINE_MS;
  try {
    for (;;) {
      // In this order: what was accepted must be on the topics read after it, what was applied in the journal after those.
      const sender = await readSenderJournal(hris);
      const topics = await readTopics({ ...messaging, contract });
      const [writes, learners, ledger] = await Promise.all([
        readPlatformJournal(lnd),
        countLearners(lnd),
        readLedger(settings.DATABASE_URL),
      ]);
      const proof = judge({ ...topics, writes, learners, accepted: sender.accepted, ledger });
      if (proof.lost === 0 || Date.now() > deadline) return { proof, sender };
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } finally {
    await messaging.broker.close(2_000);
  }
}
