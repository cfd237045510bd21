import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout or image this file stands in. */
export const CHECKOUT: string = fileURLToPath(new URL('../../..', import.meta.url));

/** What `npm start` or `npm run up` runs in the same checkout. */
export interface RunningCheckout {
  /** The settings under which it can be reached; secrets as <NAME>_FILE, but for the database's address. */
  readonly settings: Readonly<Record<string, string>>;
  /** Service → base URL. */
  readonly urls: Readonly<Record<string, string>>;
}

/** `.lockstep/running.json` as `stack/src/running-file.ts` writes it. */
interface RunningFile {
  readonly kafka: string;
  readonly registry: string;
  readonly database: string;
  readonly topicPrefix: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly startedAt: string;
}

/** Null when nothing runs, also when what ran ended without saying so. */
export function findRunningCheckout(file: string = join(CHECKOUT, '.lockstep/running.json')): RunningCheckout | null {
  const running = read(file);
  if (running === null || !isAlive(running)) return null;
  return {
    urls: running.urls,
    settings: {
      ...running.env,
      KAFKA_BROKERS: running.kafka,
      SCHEMA_REGISTRY_URL: running.registry,
      DATABASE_URL: running.database,
      TOPIC_PREFIX: running.topicPrefix,
    },
  };
}

function read(file: string): RunningFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunningFile;
  } catch {
    return null;
  }
}

/** The number of a process that has died may be another's by now; its start time tells them apart. */
function isAlive({ pid, startedAt }: RunningFile): boolean {
  return startOf(pid) === startedAt;
}

/** When a living process started, as the launcher writes it; null when there is none with this number. */
export function startOf(pid: number): string | null {
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, may itself contain blanks and parentheses.
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return afterName[0] === 'Z' ? null : `${bootId}/${afterName[19] ?? ''}`;
  } catch {
    return null;
  }
}
