import {
  collectDefaultMetrics,
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  Registry,
} from 'prom-client';

/** Values of a series' labels. Never an employee ID: each value is a series of its own. */
export type Labels<L extends string> = Readonly<Record<L, string | number>>;

export interface Counter<L extends string = never> {
  /** @param by Default 1 */
  inc(labels: Labels<L>, by?: number): void;
}

export interface Gauge<L extends string = never> {
  set(labels: Labels<L>, value: number): void;
}

export interface Histogram<L extends string = never> {
  observe(labels: Labels<L>, value: number): void;
}

/** One service's metrics. Names get the prefix `lockstep_`; units stand at the end of the name (`_seconds`, `_bytes`, `_total`). */
export interface Metrics {
  counter<const L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** @param collect called at each scrape to bring the value up to date */
  gauge<const L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>;
  /** @param buckets upper bounds in the metric's unit. Default: 1 ms to 10 s, for seconds */
  histogram<const L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    buckets?: readonly number[],
  ): Histogram<L>;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics in a registry of their own: process, garbage collection and event loop lag from the start, the service's as
 * they are made. Every series has the label `service`.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  // By default it wakes the process a hundred times a second, the better part of what an idle service costs.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const registers = [registry];
  return {
    counter(name, help, labels) {
      const counter = new PromCounter({
        name: nameOf(name),
        help,
        labelNames: [...(labels ?? [])] as string[],
        registers,
      });
      return { inc: (values, by = 1) => counter.inc({ ...values }, by) };
    },
    gauge<L extends string>(
      name: string,
      help: string,
      labels?: readonly L[],
      collect?: (gauge: Gauge<L>) => void | Promise<void>,
    ) {
      const made: Gauge<L> = { set: (values, value) => gauge.set({ ...values }, value) };
      const gauge: PromGauge = new PromGauge({
        name: nameOf(name),
        help,
        labelNames: [...(labels ?? [])] as string[],
        registers,
        ...(collect === undefined ? {} : { collect: () => collect(made) }),
      });
      return made;
    },
    histogram(name, help, labels, buckets) {
      const histogram = new PromHistogram({
        name: nameOf(name),
        help,
        labelNames: [...(labels ?? [])] as string[],
        registers,
        buckets: [...(buckets ?? SECONDS)],
      });
      return { observe: (values, value) => histogram.observe({ ...values }, value) };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function nameOf(name: string): string {
  return name.startsWith('lockstep_') ? name : `lockstep_${name}`;
}
