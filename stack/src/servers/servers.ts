import type { Progress } from '../progress.js';

/** How the three servers are run; `auto` takes Docker when an engine answers and has the images, else local processes. */
export type Route = 'auto' | 'docker' | 'local';

/** Ports on 127.0.0.1. Default: one the operating system finds free. */
export interface ServerPorts {
  readonly kafka?: number;
  readonly registry?: number;
  readonly database?: number;
}

/** The three servers, however many processes they are. */
export type ServerName = 'kafka' | 'registry' | 'database';

/** What every route is started with. */
export interface StartOptions {
  /** The directory that keeps topics, schemas and rows from one start to the next; `null`: a throw-away one, deleted at stop, and servers tuned for speed instead of durability. */
  readonly stateDir: string | null;
  readonly ports?: ServerPorts;
  /** Default: 1. With 3, topics may be replicated three times; local route and Docker route alike. */
  readonly brokers?: 1 | 3;
  /** Which to start. Default: all. The Docker route starts all: its registry keeps its schemas in its Postgres. */
  readonly only?: readonly ServerName[];
  readonly progress: Progress;
  /** The run that everything started is recorded under, so that the next start can end what a crash left behind. */
  readonly run: Run;
}

/** `startServers` only: which route. Default: `auto`. */
export interface StartServersOptions extends Omit<StartOptions, 'run'> {
  readonly route?: Route;
  /** Where run files are kept. Default: `.lockstep/runs` of this checkout. */
  readonly runsDir?: string;
}

/** One server as a process or a container, for fault tests. After `kill` or `stop`, `start` brings it back on the same port with the same data. */
export interface ServerProcess {
  /** `kafka` (with three brokers `kafka-1`, `kafka-2`, `kafka-3`), `registry` or `database`. */
  readonly name: string;
  /** The process ID or the container ID, as of now. */
  id(): string;
  /** SIGSTOP or `docker pause`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Orderly, and waits until it is gone. */
  stop(): Promise<void>;
  /** Starts it again and waits until it answers. */
  start(): Promise<void>;
}

/** Three servers that answer. */
export interface Servers {
  readonly route: 'docker' | 'local';
  /** Bootstrap brokers, `host:port[,host:port…]`. */
  readonly kafka: string;
  /** The Confluent-compatible API, ending in `/apis/ccompat/v7`. */
  readonly registry: string;
  /** `postgres://…` of a superuser. */
  readonly database: string;
  readonly processes: readonly ServerProcess[];
  /** Stops all, in order and with deadlines; throw-away state is deleted. Calling it again waits for the first call. */
  stop(): Promise<void>;
}

/** What was started in one run, on disk, so that it can be ended by the next start when this one dies. */
export interface Run {
  /** Unique; the Docker route labels its containers `lockstep.run=<id>`. */
  readonly id: string;
  /** Records a process this run started. Call it at once after the spawn. `endWith` ends it in order. Default: SIGTERM. */
  recordProcess(what: string, pid: number, endWith?: NodeJS.Signals): void;
  /** Records a container this run started. */
  recordContainer(what: string, containerId: string): void;
  /** Records a directory to delete when the run is over. */
  recordThrowAway(directory: string): void;
  /** Forgets what was recorded about `pid` or a container that has ended. */
  forget(pidOrContainerId: number | string): void;
}

/** Whether the Docker route can be taken, and the reason in words for a person. */
export interface DockerVerdict {
  readonly usable: boolean;
  readonly why: string;
}
