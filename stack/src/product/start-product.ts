import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { lockstepDir } from '../checkout.js';
import { type Progress, silentProgress } from '../progress.js';
import { openRun } from '../runs/run-file.js';
import { freePorts } from '../servers/free-port.js';
import { mergeSettings } from './merge-settings.js';
import { prepareServers } from './prepare-servers.js';
import { type Product, type ServerAddresses, type ServiceName, serviceNames } from './product.js';
import { makeSecrets } from './secrets.js';
import { type ProgramName, type ServiceProcess, startService } from './service.js';

/** Everything has a default but the servers. */
export interface ProductOptions {
  readonly servers: ServerAddresses;
  /** Settings of all services, over the ones made here. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** Settings of one service, over `env`. */
  readonly envOf?: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Whether the sandbox HRIS and learning platform run too and the services are pointed at them; or their own settings. Default: false. */
  readonly sandboxes?: boolean | SandboxSettings;
  /** Default: all. */
  readonly services?: readonly ServiceName[];
  /** As in `ServiceOptions.within`, of single services. Default: none. */
  readonly within?: Readonly<Partial<Record<ServiceName, readonly string[]>>>;
  /** Ports that others must know before the start. Default: free ones. */
  readonly ports?: Readonly<Partial<Record<ProgramName, number>>>;
  /** Whether to migrate, apply topics and register schemas first. Default: true. */
  readonly prepare?: boolean;
  /** Logs and secrets go here. Default: `.lockstep/products/<run>`. */
  readonly directory?: string;
  /** Where the run file is kept. Default: `.lockstep/runs`. */
  readonly runsDir?: string;
  /** Default: shows nothing. */
  readonly progress?: Progress;
}

/** Given to the sandboxes as they are; see sandboxes/README.md. */
export interface SandboxSettings {
  readonly hris?: Readonly<Record<string, unknown>>;
  readonly lnd?: Readonly<Record<string, unknown>>;
}

const programNames = [...serviceNames, 'hris', 'lnd'] as const;

/**
 * Starts the product against servers that run, each service a process of its own, and returns when all are ready. What
 * was started is in a run file, so a launcher that dies leaves nothing for longer than until the next start.
 * @throws LockstepError of the first service that does not become ready; the others are stopped again
 */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const run = openRun(options.runsDir ?? join(lockstepDir, 'runs'));
  const directory = options.directory ?? join(lockstepDir, 'products', run.id);
  const logsDir = join(directory, 'logs');
  const progress = options.progress ?? silentProgress;
  await mkdir(logsDir, { recursive: true });
  const chosen = options.services ?? serviceNames;
  const free = await freePorts(programNames.map(() => undefined));
  const ports = Object.fromEntries(
    programNames.map((name, index) => [name, options.ports?.[name] ?? free[index]]),
  ) as Record<ProgramName, number>;
  const given = { ...options.env };
  // One PORT cannot serve four services: it is the one that others must know, where webhooks go.
  const wantedPort = Number(given['PORT'] ?? '');
  if (wantedPort > 0) ports.ingest = wantedPort;
  const running = new Map<string, ServiceProcess>();
  const stop = async (): Promise<void> => {
    for (const group of [['ingest'], ['upserter'], ['notifier', 'reconciler'], ['hris', 'lnd']]) {
      await Promise.all(group.map(async (name) => running.get(name)?.stop()));
    }
    run.close();
  };
  const launch = async (name: ProgramName, env: Readonly<Record<string, string>>, args: readonly string[] = []) => {
    progress.doing(name, 'starting');
    const within = options.within?.[name as ServiceName] ?? [];
    const service = await startService(name, { env, args, within, logsDir, run, port: ports[name] });
    running.set(name, service);
    progress.done(name, `ready at ${service.url}`);
  };
  try {
    const { kafka, registry, database } = options.servers;
    const servers = { KAFKA_BROKERS: kafka, SCHEMA_REGISTRY_URL: registry, DATABASE_URL: database };
    const sandboxEnv = options.sandboxes ? await sandboxSettings(directory, ports) : {};
    const env = mergeSettings(mergeSettings(sandboxEnv, given), servers);
    const sandboxes = typeof options.sandboxes === 'object' ? options.sandboxes : {};
    const first: Promise<void>[] = [];
    if (options.prepare !== false) first.push(prepareServers(env, progress));
    if (options.sandboxes) {
      const hris = { webhookUrl: `http://127.0.0.1:${ports.ingest}/webhooks/generic`, ...sandboxes.hris };
      first.push(
        launch('hris', env, [JSON.stringify(hris)]),
        launch('lnd', env, [JSON.stringify(sandboxes.lnd ?? {})]),
      );
    }
    await allSettled(first);
    await allSettled(chosen.map((name) => launch(name, mergeSettings(env, options.envOf?.[name] ?? {}))));
    const urls = Object.fromEntries([...running].map(([name, { url }]) => [name, url]));
    let stopping: Promise<void> | null = null;
    return { urls, services: Object.fromEntries(running), logsDir, env, stop: () => (stopping ??= stop()) };
  } catch (failed) {
    await stop();
    throw failed;
  }
}

/** Waits for all, then fails with the first failure: what is still starting has to be known before it can be stopped. */
async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason as Error;
}

async function sandboxSettings(
  directory: string,
  ports: Readonly<Record<'hris' | 'lnd', number>>,
): Promise<Record<string, string>> {
  const secrets = await makeSecrets(join(directory, 'secrets'));
  return {
    HRIS_BASE_URL: `http://127.0.0.1:${ports.hris}`,
    HRIS_API_KEY_FILE: secrets.hrisKeyFile,
    HRIS_WEBHOOK_SECRETS_FILE: secrets.webhookFile,
    LND_BASE_URL: `http://127.0.0.1:${ports.lnd}`,
    LND_API_KEY_FILE: secrets.lndKeyFile,
    SYNC_MODE: 'live',
  };
}
