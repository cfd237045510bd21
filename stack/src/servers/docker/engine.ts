import { request, type RequestOptions } from 'node:http';
import { join } from 'node:path';

/** What decides where a Docker engine is looked for. */
export interface EngineSurroundings {
  /** `DOCKER_HOST`, when set: nothing else is tried. */
  readonly dockerHost: string | undefined;
  readonly home: string;
  readonly runtimeDir: string | undefined;
}

/** An answer of the engine's HTTP API. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * Where an engine may listen, best first, as `DOCKER_HOST` would name it: what is set, else the sockets of the system's
 * engine, Docker Desktop, a rootless engine, Colima, OrbStack and Rancher Desktop.
 */
export function engineCandidates({ dockerHost, home, runtimeDir }: EngineSurroundings): string[] {
  if (dockerHost !== undefined && dockerHost !== '') return [dockerHost];
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    ...(runtimeDir === undefined ? [] : [join(runtimeDir, 'docker.sock')]),
    join(home, '.colima/default/docker.sock'),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.rd/docker.sock'),
  ].map((path) => `unix://${path}`);
}

/** How to reach the engine at `address`; `null` when it is on another machine, where 127.0.0.1 would not reach its containers. */
export function engineConnection(address: string): Pick<RequestOptions, 'socketPath' | 'host' | 'port'> | null {
  if (address.startsWith('unix://')) return { socketPath: address.slice('unix://'.length) };
  const tcp = /^(?:tcp|http):\/\/(127\.0\.0\.1|localhost):(\d+)\/?$/.exec(address);
  return tcp?.[1] === undefined ? null : { host: tcp[1], port: Number(tcp[2]) };
}

/** Asks the engine at `address`; `null` when it does not answer within the deadline. */
export function askEngine(address: string, path: string, deadlineMs: number): Promise<EngineAnswer | null> {
  const connection = engineConnection(address);
  if (connection === null) return Promise.resolve(null);
  return new Promise((resolve) => {
    const asking = request({ ...connection, path, signal: AbortSignal.timeout(deadlineMs) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(null));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    asking.on('error', () => resolve(null));
    asking.end();
  });
}
