#!/usr/bin/env node
// Runs the built CLI under the Node the repository pins; in a clone where nothing is installed or built yet, the
// bootstrap does that first. Works on Node 20 and later.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const main = path('../dist/main.js');
const node = path('../../../node_modules/node/bin/node');
const args = process.argv.slice(2);

if (existsSync(main) && Number(process.versions.node.split('.')[0]) >= 24) {
  await import('../dist/main.js');
} else {
  const built = existsSync(main) && existsSync(node);
  const [command, first] = built
    ? [node, [fileURLToPath(import.meta.url)]]
    : [process.execPath, [path('../../../stack/bootstrap.mjs'), 'lockstep']];
  const child = spawn(command, [...first, ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => (process.exitCode = signal === null ? code : 1));
}
