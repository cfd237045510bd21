import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ChildServer,
  freePorts,
  openRun,
  startServers,
  type OwnRun,
  type Progress,
  type Servers,
} from '@lockstep/stack';
import { Load } from './load.js';
import { workDir } from './places.js';
import { Sink } from './sink.js';
import { Toolbox } from './tools/toolbox.js';

/** Everything a row measures with: the servers, the stub platform, the load and what builds the peers. */
export interface Bench {
  readonly servers: Servers;
  readonly sink: Sink;
  readonly load: Load;
  readonly tools: Toolbox;
  readonly run: OwnRun;
  readonly logsDir: string;
  readonly progress: Progress;
  close(): Promise<void>;
}

/**
 * Starts one broker, registry and Postgres of this benchmark's own, as durable as `npm run up` has them, and the stub
 * platform. Everything is recorded, so that the next start ends what a crash leaves.
 */
export async function openBench(progress: Progress): Promise<Bench> {
  const stateDir = join(workDir, 'servers');
  const logsDir = join(workDir, 'logs');
  rmSync(stateDir, { recursive: true, force: true });
  rmSync(logsDir, { recursive: true, force: true });
  mkdirSync(logsDir, { recursive: true });
  const runsDir = join(workDir, 'runs');
  const servers = await startServers({ route: 'local', stateDir, runsDir, progress });
  const run = openRun(runsDir);
  try {
    const tools = new Toolbox(run, progress);
    const [port = 0] = await freePorts([undefined]);
    const url = `http://127.0.0.1:${port}`;
    const platform = new ChildServer(
      {
        name: 'lnd-sink',
        command: await tools.program('lnd-sink'),
        args: ['-addr', `127.0.0.1:${port}`],
        env: () => ({ ...process.env, GOGC: '200' }),
        logFile: join(logsDir, 'lnd-sink.log'),
        endWith: 'SIGTERM',
        endDeadlineMs: 2_000,
        readyDeadlineMs: 10_000,
        ready: () =>
          fetch(`${url}/healthz`).then(
            (answer) => answer.ok || 'not yet',
            () => 'it does not answer',
          ),
      },
      run,
    );
    await platform.start();
    return {
      servers,
      sink: new Sink(url),
      load: new Load(await tools.program('loadgen'), servers.kafka, run),
      tools,
      run,
      logsDir,
      progress,
      async close() {
        await platform.stop();
        await servers.stop();
        run.close();
        rmSync(stateDir, { recursive: true, force: true });
      },
    };
  } catch (failed) {
    await servers.stop();
    run.close();
    throw failed;
  }
}
