import type { ProgramName, ServiceProcess } from './service.js';

/** The services of the product, in the order in which they are stopped: first what takes events in. */
export const serviceNames = ['ingest', 'upserter', 'notifier', 'reconciler'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where the three servers are, whoever started them. */
export interface ServerAddresses {
  readonly kafka: string;
  readonly registry: string;
  readonly database: string;
}

/** Services, and sandboxes where asked for, that have said they are ready. */
export interface Product {
  /** `http://127.0.0.1:<port>` of each program that runs. */
  readonly urls: Readonly<Partial<Record<ProgramName, string>>>;
  readonly services: Readonly<Record<string, ServiceProcess>>;
  /** One `<service>.log` of JSON lines each. */
  readonly logsDir: string;
  /** The settings every service got; for a second instance through `startService`. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops ingest, then the upserter, then notifier and reconciler, then the sandboxes. The servers are not touched. */
  stop(): Promise<void>;
}
