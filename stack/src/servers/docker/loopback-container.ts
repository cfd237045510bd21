import { GenericContainer, type WaitStrategy } from 'testcontainers';
import type { Run } from '../servers.js';

/** Returns at once: whether a server answers is asked from outside, the same way at its first start and at every later one. */
class NoWait implements WaitStrategy {
  waitUntilReady(): Promise<void> {
    return Promise.resolve();
  }
  withStartupTimeout(): this {
    return this;
  }
  isStartupTimeoutSet(): boolean {
    return true;
  }
  getStartupTimeout(): number {
    return 0;
  }
}

/** A container that is recorded in the run before it starts, and whose ports are reachable from this machine only. */
export class LoopbackContainer extends GenericContainer {
  constructor(
    image: string,
    private readonly server: string,
    private readonly run: Run,
  ) {
    super(image);
    this.withName(`lockstep-${run.id}-${server}`)
      .withLabels({ 'lockstep.run': run.id, 'lockstep.server': server })
      .withAutoCleanup(false)
      .withWaitStrategy(new NoWait());
  }

  protected override async beforeContainerCreated(): Promise<void> {
    const bindings = (this.hostConfig.PortBindings ?? {}) as Record<string, { HostPort?: string }[]>;
    this.hostConfig.PortBindings = Object.fromEntries(
      Object.entries(bindings).map(([port, hosts]) => [port, hosts.map((host) => ({ ...host, HostIp: '127.0.0.1' }))]),
    );
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.run.recordContainer(this.server, containerId);
  }
}
