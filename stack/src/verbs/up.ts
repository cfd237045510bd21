import { listenForInterruption } from '../interruption.js';
import { makeProgress } from '../progress.js';
import { serviceNames } from '../product/product.js';
import { reportEnds } from '../product/report-ends.js';
import { environment } from './environment.js';
import { launch } from './launch.js';
import type { Verb } from './verb.js';
import { wantsJson } from './wants-json.js';

/**
 * `up [--json]`: servers and services, configured by the environment. Prints where what is, with `--json` as one line
 * when all are ready (DESIGN.md *Interfaces*); Ctrl-C or SIGTERM stops all of it and exits 0.
 */
export const up: Verb = async (args) => {
  const interruption = listenForInterruption();
  const progress = makeProgress(process.stderr);
  const launched = await launch({ env: environment(), sandboxes: false, progress, interruption });
  progress.close();
  if (launched === null) return 0;
  const { servers, product } = launched;
  const urls = Object.fromEntries(serviceNames.map((name) => [name, product.urls[name]]));
  const pids = Object.fromEntries(
    Object.values(product.services).map((service) => [service.name, Number(service.id())]),
  );
  if (wantsJson(args)) {
    process.stdout.write(`${JSON.stringify({ ...urls, ...servers, pids })}\n`);
  } else {
    const lines = Object.entries({ ...urls, ...servers }).map(([name, url]) => `  ${name.padEnd(12)} ${url}`);
    process.stdout.write(`Lockstep is up; Ctrl-C stops it.\n${lines.join('\n')}\n  logs         ${product.logsDir}\n`);
  }
  const unwatch = reportEnds(product, (text) => process.stderr.write(`${text}\n`));
  await interruption.asked;
  unwatch();
  await launched.stop();
  return 0;
};
