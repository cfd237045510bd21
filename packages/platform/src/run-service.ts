import { systemClock, type Clock } from './clock.js';
import { loadSettings, type Environment } from './config/load-settings.js';
import { redact } from './config/redact-settings.js';
import type { SettingName, Settings } from './config/settings-catalogue.js';
import { armFailPoints } from './fail-point.js';
import { createLogger } from './log/create-logger.js';
import type { Logger } from './log/logger.js';
import { createMetrics, type Metrics } from './metrics/create-metrics.js';
import { Readiness } from './readiness.js';
import { startFailureText } from './start-failure.js';
import { StopDeadline } from './stop-deadline.js';

/** Settings every service has. */
const BASE_SETTINGS = ['PORT', 'LISTEN_ADDRESS', 'LOG_LEVEL', 'SHUTDOWN_DEADLINE', 'FAIL_POINTS'] as const;
export type BaseSetting = (typeof BASE_SETTINGS)[number];

/** What a service is built from. */
export interface ServiceContext<N extends SettingName = BaseSetting> {
  readonly service: string;
  readonly settings: Settings<N | BaseSetting>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly clock: Clock;
  readonly stopDeadline: StopDeadline;
  /** Something is broken for good (a crashed consumer): log it, stop in order, exit 1. */
  fatal(thrown: unknown): void;
}

/** What was built. `close` stops taking work, finishes what is in flight within the stop deadline, then closes what it used. */
export interface RunningApp {
  close(): Promise<void>;
}

/** The process as `runService` sees it, so that a test can stand in for it. */
export interface ServiceProcess {
  /** Default: the process's environment. */
  readonly env?: Environment;
  on(
    event: 'SIGTERM' | 'SIGINT' | 'uncaughtException' | 'unhandledRejection',
    listener: (thrown: unknown) => void,
  ): unknown;
  exit(code: number): void;
  writeError(text: string): void;
  /** Where the log goes. Default: standard output. */
  readonly logTo?: { write(line: string): void };
}

export interface ServiceSpec<N extends SettingName> {
  readonly name: string;
  /** The settings it reads besides PORT, LISTEN_ADDRESS, LOG_LEVEL, SHUTDOWN_DEADLINE and FAIL_POINTS. */
  readonly settings: readonly N[];
  /** Builds, starts and returns the service; resolves when it takes work. */
  createApp(context: ServiceContext<N>): Promise<RunningApp>;
  /** Default: setting SHUTDOWN_DEADLINE. */
  readonly shutdownDeadlineMs?: number;
  readonly process?: ServiceProcess;
}

const realProcess: ServiceProcess = {
  on: (event, listener) => process.on(event, listener),
  exit: (code) => process.exit(code),
  writeError: (text) => void process.stderr.write(text),
};

/**
 * The life of a service, for its main.ts. A start that fails prints one readable block and exits 1. SIGTERM or SIGINT
 * stops in order within the deadline and exits 0, past the deadline 1; a second signal exits at once. What nobody
 * caught is logged with its frames and exits 1.
 */
export async function runService<const N extends SettingName>(spec: ServiceSpec<N>): Promise<void> {
  const host = spec.process ?? realProcess;
  const destination = host.logTo === undefined ? {} : { destination: host.logTo };
  let logger = createLogger({ service: spec.name, ...destination });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    host.on(event, (thrown) => {
      logger.error({ error: thrown, event }, 'service.crashed');
      host.exit(1);
    });
  }
  try {
    const settings = loadSettings<N | BaseSetting>([...BASE_SETTINGS, ...spec.settings], host.env);
    const base = settings as Settings<BaseSetting>;
    logger = createLogger({ service: spec.name, level: base.LOG_LEVEL, ...destination });
    logger.info(redact(settings), 'service.starting');
    if (base.FAIL_POINTS !== null)
      logger.warn(
        { points: base.FAIL_POINTS.map((point) => point.name) },
        'fail points are armed: this process will fail on purpose',
      );
    armFailPoints(base.FAIL_POINTS);
    const life = new ServiceLife(spec, settings, spec.shutdownDeadlineMs ?? base.SHUTDOWN_DEADLINE, logger, host);
    await life.start();
  } catch (thrown) {
    logger.error({ error: thrown }, 'service.start_failed');
    host.writeError(startFailureText(spec.name, thrown));
    host.exit(1);
  }
}

class ServiceLife<N extends SettingName> {
  private readonly readiness = new Readiness();
  private readonly stopDeadline: StopDeadline;
  private starting: Promise<RunningApp> | null = null;

  constructor(
    private readonly spec: ServiceSpec<N>,
    private readonly settings: Settings<N | BaseSetting>,
    private readonly deadlineMs: number,
    private readonly logger: Logger,
    private readonly host: ServiceProcess,
  ) {
    this.stopDeadline = new StopDeadline(systemClock, deadlineMs);
  }

  async start(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      this.host.on(signal, () => {
        if (this.stopDeadline.begun) {
          this.logger.warn({ signal }, 'service.stop_forced');
          this.host.exit(1);
          return;
        }
        void this.stop(signal, 0);
      });
    }
    const startedAt = Date.now();
    this.starting = this.spec.createApp({
      service: this.spec.name,
      settings: this.settings,
      logger: this.logger,
      metrics: createMetrics(this.spec.name),
      readiness: this.readiness,
      clock: systemClock,
      stopDeadline: this.stopDeadline,
      fatal: (thrown) => this.fatal(thrown),
    });
    await this.starting;
    this.logger.info({ durationMs: Date.now() - startedAt }, 'service.started');
  }

  private fatal(thrown: unknown): void {
    this.logger.error({ error: thrown }, 'service.failed');
    if (!this.stopDeadline.begun) void this.stop('failure', 1);
  }

  /** Must not throw: nobody waits for it. */
  private async stop(cause: string, exitCode: number): Promise<void> {
    const startedAt = Date.now();
    this.stopDeadline.begin();
    this.readiness.beginStop();
    this.logger.info({ cause, deadlineMs: this.deadlineMs }, 'service.stopping');
    const late = systemClock.setTimer(this.deadlineMs, () => {
      this.logger.error({ deadlineMs: this.deadlineMs }, 'service.stop_deadline_passed');
      this.host.exit(1);
    });
    try {
      const app = await this.starting;
      await app?.close();
      late.cancel();
      this.logger.info({ cause, durationMs: Date.now() - startedAt }, 'service.stopped');
      this.host.exit(exitCode);
    } catch (thrown) {
      late.cancel();
      this.logger.error({ error: thrown }, 'service.stop_failed');
      this.host.exit(1);
    }
  }
}
