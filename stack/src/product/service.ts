import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutRoot } from '../checkout.js';
import { ChildServer } from '../child-server.js';
import { freePorts } from '../servers/free-port.js';
import type { Run, ServerProcess } from '../servers/servers.js';
import { mergeSettings } from './merge-settings.js';
import { stackError } from '../stack-error.js';

/** The programs the launcher can run, and where their entry is. */
const entries = {
  ingest: 'services/ingest/dist/main.js',
  upserter: 'services/upserter/dist/main.js',
  reconciler: 'services/reconciler/dist/main.js',
  notifier: 'services/notifier/dist/main.js',
  hris: 'sandboxes/dist/hris-main.js',
  lnd: 'sandboxes/dist/lnd-main.js',
} as const;

/**
 * How Node runs every program, as in the image (Dockerfile). On a large machine V8 gives the young generation 128 MiB
 * and lets the old one grow to several times what lives in it: memory that, here, saves no time (docs/performance.md).
 */
export const nodeFlags: readonly string[] = [
  '--enable-source-maps',
  '--max-semi-space-size=32',
  '--max-old-space-size=1536',
];

/** A service, or a sandbox standing in for one of the systems it connects. */
export type ProgramName = keyof typeof entries;

/** What a program needs to be started. */
export interface ServiceOptions {
  /** Its settings. `PORT` and `LISTEN_ADDRESS` are added. Nothing else of this process's environment reaches it but PATH, HOME and TZ. */
  readonly env: Readonly<Record<string, string>>;
  /** Command line arguments. Default: none. */
  readonly args?: readonly string[];
  /** Its JSON log lines are appended to `<logsDir>/<instance>.log`. */
  readonly logsDir: string;
  readonly run: Run;
  /** A second instance of a program needs a name of its own. Default: the program's. */
  readonly instance?: string;
  /** Default: a free one. A restart keeps it. */
  readonly port?: number;
  /** A command that runs it, such as `nsenter` with its arguments; it must become the program. Default: none. */
  readonly within?: readonly string[];
  /** How long it may take until `/health/ready` answers 200. Default: 60 000. */
  readonly readyDeadlineMs?: number;
}

/** A running program that tests may pause, kill and start again, alone. */
export interface ServiceProcess extends ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly logFile: string;
  isRunning(): boolean;
  /** Ends it in order and starts it again on the same port, with `changes` over its settings from then on. */
  restart(changes?: Readonly<Record<string, string>>): Promise<void>;
}

/** What a `/health/ready` that is not 200 says is missing, e.g. `kafka: no answer`. */
export function missingIn(report: unknown): string {
  const checks = (report as { checks?: Record<string, { ready: boolean; reason?: string }> } | null)?.checks ?? {};
  const failing = Object.entries(checks).filter(([, answer]) => !answer.ready);
  if (failing.length === 0) return 'it does not say what is missing';
  return failing.map(([name, { reason }]) => `${name}: ${reason ?? 'not ready'}`).join('; ');
}

const isSandbox = (program: ProgramName): boolean => program === 'hris' || program === 'lnd';

async function askReady(program: ProgramName, url: string): Promise<true | string> {
  try {
    const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3_000) });
    // A sandbox has the vendor's routes and no others: that it answers is all it can say.
    if (answer.ok || isSandbox(program)) return true;
    return missingIn(await answer.json().catch(() => null));
  } catch {
    return 'it does not answer on its port';
  }
}

function inherited(): Record<string, string> {
  const names = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS'];
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/**
 * Starts one program as a child process and waits until `/health/ready` answers 200.
 * @throws LockstepError LOCKSTEP_STACK_SERVER with what was missing and the end of its log
 */
export async function startService(program: ProgramName, options: ServiceOptions): Promise<ServiceProcess> {
  const entry = join(checkoutRoot, entries[program]);
  if (!existsSync(entry)) {
    throw stackError(
      'LOCKSTEP_STACK_NOT_BUILT',
      `${program} is not built: ${entries[program]} is missing`,
      'Run `npm run build`.',
    );
  }
  const name = options.instance ?? program;
  const port = options.port ?? (await freePorts([undefined]))[0] ?? 0;
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(options.logsDir, `${name}.log`);
  let settings: Readonly<Record<string, string>> = options.env;
  const node = [process.execPath, ...nodeFlags, entry, ...(options.args ?? [])];
  const [command = process.execPath, ...args] = [...(options.within ?? []), ...node];
  const child = new ChildServer(
    {
      name,
      command,
      args,
      cwd: checkoutRoot,
      env: () => ({ ...inherited(), ...settings, PORT: String(port), LISTEN_ADDRESS: '127.0.0.1' }),
      logFile,
      endWith: 'SIGTERM',
      endDeadlineMs: 30_000,
      readyDeadlineMs: options.readyDeadlineMs ?? 60_000,
      ready: () => askReady(program, url),
    },
    options.run,
  );
  await child.start();
  return {
    name,
    url,
    logFile,
    id: () => child.id(),
    isRunning: () => child.isRunning(),
    pause: () => child.pause(),
    resume: () => child.resume(),
    kill: () => child.kill(),
    stop: () => child.stop(),
    start: () => child.start(),
    restart: async (changes = {}) => {
      await child.stop();
      settings = mergeSettings(settings, changes);
      await child.start();
    },
  };
}
