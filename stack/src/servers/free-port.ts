import { createServer, type Server } from 'node:net';

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, '127.0.0.1', () => resolve(probe));
  });
}

function portOf(probe: Server): number {
  const address = probe.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Ports on 127.0.0.1 that are free now, all different: each the wanted one when it is free, else one the operating system chooses. */
export async function freePorts(wanted: readonly (number | undefined)[]): Promise<number[]> {
  // Held open together: the operating system may hand a closed one out again.
  const probes: Server[] = [];
  try {
    for (const port of wanted) probes.push(await listen(port ?? 0).catch(() => listen(0)));
    return probes.map(portOf);
  } finally {
    await Promise.all(probes.map((probe) => new Promise((closed) => probe.close(closed))));
  }
}
