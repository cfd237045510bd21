import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkoutRoot } from '../../checkout.js';
import { lock } from '../../process-lock.js';
import type { Progress } from '../../progress.js';
import { stackError } from '../../stack-error.js';
import type { Run } from '../servers.js';

/** Where the downloaded servers are. */
export interface Artifacts {
  /** A directory of jars: the classpath is its `*`. */
  readonly kafkaJars: string;
  /** The unpacked registry; it starts with `java -jar` of its runner, with this as working directory. */
  readonly registryDir: string;
}

/** The name Maven says it is fetching, without the address; `null` for other lines. */
export function downloadedFile(line: string): string | null {
  const address = /Download(?:ing|ed) from \S+: (\S+)/.exec(line)?.[1];
  return address?.split('/').at(-1) ?? null;
}

/** What to say about a failed Maven: its own first error, and what a person can do about it. */
export function explainMaven(output: string): { message: string; remedy: string } {
  const first = /\[ERROR\] (.+)/.exec(output)?.[1]?.replace(/https?:\/\/\S+/g, '…') ?? output.trim().slice(-300);
  const offline = /UnknownHost|unknown host|Connection refused|Network is unreachable|timed out|Name or service/i;
  return offline.test(output)
    ? {
        message: `Maven cannot download the servers: ${first}`,
        remedy:
          'Check the network (or the proxy and mirror in Maven’s settings.xml) and start again; what was downloaded is kept.',
      }
    : {
        message: `Maven failed: ${first}`,
        remedy: 'Run `mvn -f stack/pom.xml validate` to see all of its output, or use Docker: STACK=docker.',
      };
}

function cacheRoot(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lockstep');
}

async function runMaven(pom: string, into: string, progress: Progress, run: Run): Promise<void> {
  const child = spawn('mvn', ['-B', '-f', pom, 'validate', `-Dinto=${into}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid !== undefined) run.recordProcess('download', pid);
  let output = '';
  let files = 0;
  let lastShownAt = 0;
  const read = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
    const seen = chunk
      .toString()
      .split('\n')
      .map(downloadedFile)
      .filter((name) => name !== null);
    files += seen.length;
    const now = performance.now();
    if (seen.length === 0 || now - lastShownAt < 1_000) return;
    lastShownAt = now;
    progress.doing(
      'download',
      `Kafka and the schema registry, once per machine: ${files} files, now ${seen.at(-1) ?? ''}`,
    );
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      if (pid !== undefined) run.forget(pid);
      resolve(exitCode);
    });
  }).catch((failed: unknown) => {
    throw stackError(
      'LOCKSTEP_STACK_NO_MAVEN',
      'Maven (`mvn`) is not installed, and the local route downloads Kafka and the schema registry with it',
      'Install Maven 3.8 or newer (apt-get install maven, brew install maven), or Docker.',
      failed,
    );
  });
  if (code !== 0) {
    const { message, remedy } = explainMaven(output);
    throw stackError('LOCKSTEP_STACK_DOWNLOAD', message, remedy);
  }
}

/**
 * Downloads Kafka and the registry with Maven, once per machine and version: they lie under `XDG_CACHE_HOME`
 * (default `~/.cache`) and are shared by every clone. Only a complete download gets its final name.
 */
export async function fetchArtifacts(progress: Progress, run: Run): Promise<Artifacts> {
  const pom = join(checkoutRoot, 'stack/pom.xml');
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const directory = join(cacheRoot(), `servers-${version}`);
  const artifacts = { kafkaJars: join(directory, 'kafka'), registryDir: join(directory, 'registry') };
  if (existsSync(directory)) return artifacts;
  await mkdir(cacheRoot(), { recursive: true });
  progress.doing('download', 'Kafka and the schema registry, once per machine');
  const held = await lock(join(cacheRoot(), `servers-${version}.lock`), (pid) =>
    progress.doing('download', `process ${pid} is downloading already; waiting for it`),
  );
  try {
    if (!existsSync(directory)) {
      const unfinished = `${directory}.unfinished`;
      await rm(unfinished, { recursive: true, force: true });
      await runMaven(pom, unfinished, progress, run);
      await rename(unfinished, directory);
    }
  } finally {
    held.release();
  }
  progress.done('download', 'Kafka and the schema registry');
  return artifacts;
}
