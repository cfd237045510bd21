import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stackError } from './stack-error.js';
import type { Run, ServerProcess } from './servers/servers.js';

/** How one server is run as a child process. */
export interface ChildServerSpec {
  /** As in `ServerProcess.name`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Asked at every start. Default: this process's own. */
  readonly env?: () => NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Default: this process's own. */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** stdout and stderr go here, appended. */
  readonly logFile: string;
  /** The signal that ends it in order. */
  readonly endWith: NodeJS.Signals;
  /** How long an orderly end may take before SIGKILL. */
  readonly endDeadlineMs: number;
  readonly readyDeadlineMs: number;
  /** Resolves true when it answers as what it should be, else with what is missing, for the error. Never rejects. */
  ready(pid: number): Promise<true | string>;
}

/** The last lines of a log, for an error that says what the server itself said. */
export function tailOf(logFile: string, lines = 8): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

/**
 * A server in its own process group, so that a Ctrl-C in the terminal reaches the launcher only, which then stops
 * everything in order. Its output goes to a file, not a pipe: it outlives a launcher that dies.
 */
export class ChildServer implements ServerProcess {
  readonly name: string;
  private child: ChildProcess | null = null;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly spec: ChildServerSpec,
    private readonly run: Run,
  ) {
    this.name = spec.name;
  }

  id(): string {
    return String(this.child?.pid ?? '');
  }

  isRunning(): boolean {
    return this.child !== null && this.child.exitCode === null && this.child.signalCode === null;
  }

  async start(): Promise<void> {
    if (this.isRunning()) return;
    const { spec } = this;
    mkdirSync(dirname(spec.logFile), { recursive: true });
    const log = openSync(spec.logFile, 'a');
    const child = spawn(spec.command, spec.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: spec.env?.() ?? process.env,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...(spec.user ?? {}),
    });
    closeSync(log);
    this.child = child;
    const failures: Error[] = [];
    const { pid } = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        failures.push(error);
        resolve();
      });
      child.once('exit', () => {
        if (pid !== undefined) this.run.forget(pid);
        resolve();
      });
    });
    if (pid !== undefined) this.run.recordProcess(spec.name, pid, spec.endWith);
    let missing = 'no answer yet';
    const deadline = performance.now() + spec.readyDeadlineMs;
    while (pid !== undefined && this.isRunning() && performance.now() < deadline) {
      const answer = await spec.ready(pid);
      if (answer === true) return;
      missing = answer;
      await delay(50);
    }
    await delay(0);
    const [failed] = failures;
    const what =
      failed !== undefined
        ? `cannot be started (${failed.message})`
        : this.isRunning()
          ? `was not ready within ${spec.readyDeadlineMs / 1000} s (${missing})`
          : `ended while it started (${child.signalCode ?? `code ${String(child.exitCode)}`})`;
    await this.kill();
    throw stackError(
      'LOCKSTEP_STACK_SERVER',
      `${spec.name} ${what}. Its log ends with:\n${tailOf(spec.logFile)}`,
      `Read ${spec.logFile}; then start again.`,
      failed,
    );
  }

  pause(): Promise<void> {
    this.signal('SIGSTOP');
    return Promise.resolve();
  }

  resume(): Promise<void> {
    this.signal('SIGCONT');
    return Promise.resolve();
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  async stop(): Promise<void> {
    if (!this.isRunning()) return;
    this.signal(this.spec.endWith);
    this.signal('SIGCONT');
    const overdue = new AbortController();
    await Promise.race([
      this.ended,
      delay(this.spec.endDeadlineMs, undefined, { signal: overdue.signal }).catch(() => undefined),
    ]);
    overdue.abort();
    if (this.isRunning()) await this.kill();
  }

  private signal(signal: NodeJS.Signals): void {
    if (this.isRunning()) this.child?.kill(signal);
  }
}
