import type { Metrics } from '../metrics/create-metrics.js';
import type { Readiness } from '../readiness.js';

/** DI token of `Operations`. */
export const OPERATIONS = Symbol('Operations');

/** What the operations endpoints show; a `ServiceContext` has it all. */
export interface Operations {
  readonly service: string;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
}
