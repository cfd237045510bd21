import type { FailPoint, FailPointName } from './fail-point-names.js';

/** Null unless FAIL_POINTS is set: the whole cost of a fail point in production is this comparison. */
let armed: Map<FailPointName, FailPoint & { passed: number }> | null = null;

/** Arms the points of FAIL_POINTS; `runService` does it. Null or an empty list disarms. */
export function armFailPoints(points: readonly FailPoint[] | null): void {
  armed =
    points === null || points.length === 0
      ? null
      : new Map(points.map((point) => [point.name, { ...point, passed: 0 }]));
}

/**
 * A place where a fault test can make this process die or stop: `await failPoint('upserter.posted')`. Does nothing
 * unless FAIL_POINTS names it.
 */
export function failPoint(name: FailPointName): Promise<void> | undefined {
  if (armed === null) return undefined;
  const point = armed.get(name);
  if (point === undefined) return undefined;
  point.passed += 1;
  return point.passed === point.passage ? fail(point) : undefined;
}

async function fail(point: FailPoint): Promise<void> {
  // Not through the logger: its line might not be out before the process is gone.
  process.stderr.write(`fail point ${point.name}: ${point.action} at passage ${point.passage}\n`);
  switch (point.action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => {});
    case 'term':
      process.kill(process.pid, 'SIGTERM');
      return;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'exit':
      return process.exit(70);
    case 'hang':
      return new Promise(() => {});
  }
}
