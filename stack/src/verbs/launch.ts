import { join } from 'node:path';
import { lockstepDir } from '../checkout.js';
import type { Interruption } from '../interruption.js';
import { findNamedServers } from '../product/find-servers.js';
import type { Product, ServerAddresses } from '../product/product.js';
import { type ProductOptions, startProduct } from '../product/start-product.js';
import type { Progress } from '../progress.js';
import { announceRunning } from '../running-file.js';
import { endOrphans, endOwnRuns } from '../runs/end-orphans.js';
import { parseRoute } from '../servers/choose-route.js';
import type { Servers } from '../servers/servers.js';
import { startServers } from '../servers/start-servers.js';

const runsDir = join(lockstepDir, 'runs');
/** Topics, schemas and rows of `up` and `start`; survives them. */
const stateDir = join(lockstepDir, 'state');

/** Servers and product, up and announced. */
export interface Launched {
  readonly servers: ServerAddresses;
  readonly product: Product;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  /** The settings, as the user's environment has them. */
  readonly env: Readonly<Record<string, string>>;
  readonly sandboxes: ProductOptions['sandboxes'];
  readonly progress: Progress;
  readonly interruption: Interruption;
}

/**
 * What `up` and `start` have in common: the servers (those the settings name, the others started, persistent), the
 * product on them, and `.lockstep/running.json`. `null` when a request to stop came first; then nothing is left.
 */
export async function launch(options: LaunchOptions): Promise<Launched | null> {
  const { interruption } = options;
  const launching = launchAll(options);
  const launched = await Promise.race([launching, interruption.asked.then(() => null)]);
  if (launched !== null) return launched;
  launching.catch(() => undefined);
  await endOwnRuns();
  return null;
}

async function launchAll({ env, sandboxes, progress, interruption }: LaunchOptions): Promise<Launched | null> {
  const { named, missing } = findNamedServers(env);
  let own: Servers | null = null;
  if (missing.length > 0) {
    own = await startServers({ route: parseRoute(env['STACK']), stateDir, only: missing, runsDir, progress });
  } else {
    const ended = await endOrphans(runsDir);
    if (ended.length > 0) progress.note(`Ended what a crashed run had left: ${ended.join(', ')}`);
  }
  const ownAddresses = own ?? { kafka: '', registry: '', database: '' };
  const servers: ServerAddresses = {
    kafka: named.kafka ?? ownAddresses.kafka,
    registry: named.registry ?? ownAddresses.registry,
    database: named.database ?? ownAddresses.database,
  };
  try {
    const product = await startProduct({
      servers,
      env,
      ...(sandboxes === undefined ? {} : { sandboxes }),
      directory: stateDir,
      runsDir,
      progress,
    });
    // Asked to stop meanwhile: nobody waits for this any more, and it must not be announced.
    if (interruption.isAsked()) {
      await product.stop();
      await own?.stop();
      return null;
    }
    const takeBack = announceRunning({
      ...servers,
      topicPrefix: product.env['TOPIC_PREFIX'] ?? 'lockstep.',
      urls: product.urls,
      env: cliSettings(product.env),
    });
    const stop = async (): Promise<void> => {
      takeBack();
      await product.stop();
      await own?.stop();
    };
    return { servers, product, stop };
  } catch (failed) {
    await own?.stop();
    throw failed;
  }
}

/** What a command of the CLI may need; a secret's value stays where it is, only its file is named. */
function cliSettings(env: Readonly<Record<string, string>>): Record<string, string> {
  const plain = [
    'CONTRACT_FILE',
    'HRIS_ADAPTER',
    'HRIS_BASE_URL',
    'LND_ADAPTER',
    'LND_BASE_URL',
    'SYNC_MODE',
    'RETRY_DELAYS',
  ];
  const files = ['HRIS_API_KEY_FILE', 'HRIS_WEBHOOK_SECRETS_FILE', 'LND_API_KEY_FILE', 'OPS_WEBHOOK_URL_FILE'];
  return Object.fromEntries(
    [...plain, ...files].flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
}
