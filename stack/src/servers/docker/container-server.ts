import { setTimeout as delay } from 'node:timers/promises';
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers';
import { stackError } from '../../stack-error.js';
import type { Run, ServerProcess } from '../servers.js';
import type { LoopbackContainer } from './loopback-container.js';

/** How one server is run as a container. */
export interface ContainerServerSpec {
  /** As in `ServerProcess.name`. */
  readonly name: string;
  readonly container: LoopbackContainer;
  /** How long an orderly end may take before SIGKILL. */
  readonly endDeadlineS: number;
  readonly readyDeadlineMs: number;
  /** Resolves true when it answers as what it should be. Never rejects. */
  ready(): Promise<boolean>;
}

/** One server as a container that keeps its ports and its data from `stop` or `kill` to `start`. */
export class ContainerServer implements ServerProcess {
  readonly name: string;
  private started: StartedTestContainer | null = null;

  constructor(
    private readonly spec: ContainerServerSpec,
    private readonly client: ContainerRuntimeClient,
    private readonly run: Run,
  ) {
    this.name = spec.name;
  }

  id(): string {
    return this.started?.getId() ?? '';
  }

  async start(): Promise<void> {
    if (this.started === null) this.started = await this.spec.container.start();
    else await this.container().start().catch(unlessAlreadySo);
    await this.untilItAnswers();
  }

  async pause(): Promise<void> {
    if (!(await this.isPaused())) await this.container().pause();
  }

  async resume(): Promise<void> {
    if (await this.isPaused()) await this.container().unpause();
  }

  async kill(): Promise<void> {
    const gone = this.container().wait({ condition: 'not-running' });
    await this.container().kill({ signal: 'SIGKILL' }).catch(unlessAlreadySo);
    await gone;
  }

  async stop(): Promise<void> {
    if (this.started === null) return;
    // The engine does not signal a paused container.
    await this.resume();
    await this.container().stop({ t: this.spec.endDeadlineS }).catch(unlessAlreadySo);
  }

  /** Removes the container and what only it holds; a named volume stays. Safe to call at any time. */
  async remove(): Promise<void> {
    if (this.started === null) return;
    const id = this.id();
    await this.container().remove({ force: true, v: true }).catch(unlessAlreadySo);
    this.run.forget(id);
    this.started = null;
  }

  /** Runs a command inside; its output when it exits 0. */
  async execute(command: string[]): Promise<string> {
    const { exitCode, output } = await this.client.container.exec(this.container(), command);
    if (exitCode === 0) return output;
    throw stackError(
      'LOCKSTEP_STACK_SERVER',
      `${this.name}: ${command[0] ?? ''} failed with ${exitCode}: ${output.trim()}`,
      'Start again; if it stays, delete the state directory, which deletes this stack’s data.',
    );
  }

  private async isPaused(): Promise<boolean> {
    return (await this.container().inspect()).State.Paused;
  }

  private container(): ReturnType<ContainerRuntimeClient['container']['getById']> {
    return this.client.container.getById(this.id());
  }

  private async untilItAnswers(): Promise<void> {
    const deadline = performance.now() + this.spec.readyDeadlineMs;
    let running = true;
    while (running && performance.now() < deadline) {
      if (await this.spec.ready()) return;
      await delay(100);
      running = (await this.container().inspect()).State.Running;
    }
    const what = running ? `did not answer within ${this.spec.readyDeadlineMs / 1000} s` : 'ended while it started';
    const logs = await this.container().logs({ stdout: true, stderr: true, tail: 12 });
    throw stackError(
      'LOCKSTEP_STACK_SERVER',
      `${this.name} (container ${this.id().slice(0, 12)}) ${what}. Its log ends with:\n${readable(logs)}`,
      'Start again, or take the local route: STACK=local.',
    );
  }
}

/** The engine sends each line of a log behind a header of 8 bytes: the stream, three zeros, the length. */
function readable(logs: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at + 8 <= logs.length;) {
    const end = at + 8 + logs.readUInt32BE(at + 4);
    lines.push(logs.toString('utf8', at + 8, end));
    at = end;
  }
  return lines.join('').trim();
}

/** 304: it was so already; 404 and 409: it is gone, or not in a state in which this could be done. */
function unlessAlreadySo(failed: unknown): void {
  const status = (failed as { statusCode?: number }).statusCode;
  if (status !== 304 && status !== 404 && status !== 409) throw failed;
}
