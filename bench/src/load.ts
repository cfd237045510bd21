import type { Run } from '@lockstep/stack';
import { runTool } from './tools/run-tool.js';

/** Where a contender's events go and how they look: what loadgen is told besides how many. */
export interface LoadTarget {
  readonly topic: string;
  /** loadgen's arguments for the format. */
  readonly format: readonly string[];
}

/** bench/tools/loadgen. */
export class Load {
  constructor(
    private readonly program: string,
    private readonly brokers: string,
    private readonly run: Run,
  ) {}

  async topic(name: string): Promise<void> {
    await this.call('topic', ['-brokers', this.brokers, '-topic', name]);
  }

  /** Deletes every topic and group whose name begins so. */
  async drop(prefix: string): Promise<void> {
    await this.call('drop', ['-brokers', this.brokers, '-prefix', prefix]);
  }

  async preload(target: LoadTarget, events: number, employees: number): Promise<void> {
    await this.send('preload', target, ['-n', String(events), '-keys', String(employees)]);
  }

  async rate(target: LoadTarget, perSecond: number, seconds: number, employees: number): Promise<void> {
    const size = ['-rps', String(perSecond), '-secs', String(seconds), '-keys', String(employees)];
    await this.send('rate', target, size);
  }

  /** Signed webhooks to our ingest. @throws Error when one was not accepted */
  async post(url: string, secret: string, perSecond: number, seconds: number, employees: number): Promise<void> {
    const size = ['-rps', String(perSecond), '-secs', String(seconds), '-keys', String(employees)];
    await this.call('post', ['-url', url, '-secret', secret, ...size]);
  }

  /** Signed requests for wrk, each of another employee under another delivery ID. */
  async webhooks(file: string, format: 'peers' | 'lockstep', secret: string, requests: number): Promise<void> {
    await this.call('webhooks', ['-out', file, '-format', format, '-secret', secret, '-n', String(requests)]);
  }

  private send(command: string, { topic, format }: LoadTarget, more: readonly string[]): Promise<void> {
    return this.call(command, ['-brokers', this.brokers, '-topic', topic, ...format, ...more]);
  }

  private async call(command: string, args: readonly string[]): Promise<void> {
    await runTool(this.program, [command, ...args], { run: this.run });
  }
}
