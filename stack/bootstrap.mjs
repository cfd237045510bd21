#!/usr/bin/env node
/**
 * The way from a fresh clone to a running program: installs what the lockfile says, builds, then runs a verb of the
 * stack under the Node the project pins. Plain JavaScript without a dependency, because it runs before there is any;
 * it works on Node 20 and later.
 */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const state = join(root, '.lockstep');
const pinnedNode = join(root, 'node_modules/node/bin/node');
const verbs = [
  'start',
  'up',
  'demo',
  'test',
  'faults',
  'mutants',
  'simulate',
  'check',
  'gen',
  'servers',
  'bench',
  'lockstep',
];

/** A failure a person can do something about: message and remedy, no stack. */
class Explained extends Error {
  constructor(code, message, remedy) {
    super(`LOCKSTEP_BOOTSTRAP_${code}: ${message}\n${remedy}`);
  }
}

/** The CLI is used in pipes and loops: there only what goes wrong is worth a line. */
const quiet = process.argv[2] === 'lockstep';
const say = (text) => process.stderr.write(`${text}\n`);

/** One line that rewrites itself on a terminal; elsewhere a line every 5 s, so that a log stays readable. */
function progressLine(what) {
  const since = Date.now();
  let lastAt = 0;
  const seconds = () => Math.round((Date.now() - since) / 1000);
  if (process.stderr.isTTY) process.stderr.write(`  · ${what}`);
  else if (!quiet) say(`  · ${what}`);
  return {
    show(detail) {
      const now = Date.now();
      if (process.stderr.isTTY) {
        if (now - lastAt < 100) return;
        const line = `  · ${what} ${seconds()} s ${detail}`;
        process.stderr.write(`\r\u001b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      } else {
        if (quiet || now - lastAt < 5000 || now - since < 5000) return;
        say(`  · ${what} ${seconds()} s ${detail}`);
      }
      lastAt = now;
    },
    end(mark) {
      const line = `  ${mark} ${what} (${((Date.now() - since) / 1000).toFixed(1)} s)`;
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}\n`);
      else if (!quiet || mark !== '✓') say(line);
    },
  };
}

const children = new Set();
let interruptedBy = null;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interruptedBy = signal;
    for (const child of children) child.kill(signal);
    if (children.size === 0) process.exit(128 + constants.signals[signal]);
  });
}

/** Runs a command to its end; resolves with its exit code and the end of what it printed. */
function run(command, args, { progress, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    children.add(child);
    let output = '';
    const read = (chunk) => {
      output = (output + chunk).slice(-100_000);
      const line = String(chunk).trim().split('\n').at(-1) ?? '';
      progress?.show(line.replace(/https?:\/\/[^/\s]+\//g, ''));
    };
    const tick = setInterval(() => progress?.show(''), 1000);
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(tick);
      children.delete(child);
      if (interruptedBy !== null) process.exit(128 + constants.signals[interruptedBy]);
      resolve({ code, output });
    });
  });
}

// --- one bootstrap at a time per checkout -----------------------------------------------------

/** Start ticks on Linux, so that a number given to another process later is not taken for the holder. */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return '';
  }
}

function isAlive({ pid, start }) {
  try {
    process.kill(pid, 0);
  } catch (failed) {
    return failed.code === 'EPERM';
  }
  return start === '' || startOf(pid) === start;
}

async function withLock(work) {
  const path = join(state, 'bootstrap.lock');
  mkdirSync(state, { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, start: startOf(process.pid) });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, mine);
  try {
    for (let told = false; !takeLock(path, beside); told = true) {
      if (!told) say(`  · another start of this checkout is installing or building; waiting for it`);
      await new Promise((next) => setTimeout(next, 200));
    }
  } finally {
    rmSync(beside, { force: true });
  }
  const release = () => rmSync(path, { force: true });
  process.on('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** A link either makes the name or fails: there are never two holders. */
function takeLock(path, beside) {
  try {
    linkSync(beside, path);
    return true;
  } catch (failed) {
    if (failed.code !== 'EEXIST') throw failed;
  }
  let holder;
  try {
    holder = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
  if (isAlive(holder)) return false;
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
    // Between the look and the rename a living one may have taken over from the dead: give it back.
    const taken = JSON.parse(readFileSync(aside, 'utf8'));
    if (taken.pid !== holder.pid && isAlive(taken)) linkSync(aside, path);
  } catch {
    // Somebody else was faster.
  }
  rmSync(aside, { force: true });
  return false;
}

// --- install ----------------------------------------------------------------------------------

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** Whether node_modules holds what the lockfile says, whoever installed it: npm keeps its own list of what is there. */
function isInstalled() {
  if (!existsSync(pinnedNode)) return false;
  const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const stamp = join(state, 'installed');
  const hash = createHash('sha256').update(lockfile).digest('hex');
  const there = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(there)) return false;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === `${hash} ${statSync(there).mtimeMs}`) return true;
  const have = readJson(there)?.packages ?? {};
  for (const [path, wanted] of Object.entries(JSON.parse(lockfile).packages)) {
    if (!path.includes('node_modules/') || wanted.link) continue;
    const found = have[path];
    if (found === undefined && (wanted.optional || wanted.devOptional)) continue;
    if (found === undefined || found.version !== wanted.version) return false;
  }
  writeFileSync(stamp, `${hash} ${statSync(there).mtimeMs}`);
  return true;
}

const offline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT|UND_ERR_CONNECT/;

async function install() {
  if (isInstalled()) return;
  const progress = progressLine('installing what package-lock.json says');
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts=false',
    '--loglevel=http',
  ];
  const { code, output } = await run('npm', args, { progress }).catch(() => {
    throw new Explained('NO_NPM', '`npm` is not on the PATH', 'Install Node 20 or newer together with npm.');
  });
  if (code !== 0) {
    progress.end('✗');
    const reason = output
      .split('\n')
      .filter((line) => /npm (error|ERR!)/.test(line))
      .slice(0, 12)
      .join('\n');
    throw offline.test(output)
      ? new Explained(
          'NO_NETWORK',
          `npm cannot reach its registry:\n${reason}`,
          'Check the network, proxy and npm settings (`npm ping`), then start again: it goes on where it stopped.',
        )
      : new Explained(
          'INSTALL',
          `\`npm ci\` failed:\n${reason || output.slice(-1500)}`,
          'Run `npm ci` to see all of its output.',
        );
  }
  if (!existsSync(pinnedNode)) {
    progress.end('✗');
    throw new Explained(
      'NO_NODE',
      'the Node that the project pins was not installed',
      'npm refused its install script: run `npm rebuild node`, then start again.',
    );
  }
  isInstalled();
  progress.end('✓');
}

// --- build ------------------------------------------------------------------------------------

/** Size and time of everything the build reads. Cheaper than asking the compiler, which takes seconds to say "nothing". */
function sourcesFingerprint() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  const walk = (directory) => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== 'dist') walk(path);
      } else if (/\.tsx?$|^tsconfig.*\.json$|^package\.json$/.test(entry.name) && !entry.name.endsWith('.spec.ts')) {
        add(path);
      }
    }
  };
  for (const name of ['tsconfig.base.json', 'tsconfig.json', 'package-lock.json']) add(join(root, name));
  for (const name of ['packages', 'services', 'sandboxes', 'stack', 'bench']) walk(join(root, name));
  return hash.digest('hex');
}

/** Whether every project has its output: someone may have deleted a `dist` without touching a source. */
function isEverythingBuilt() {
  const projects = readJson(join(root, 'tsconfig.json'))?.references ?? [];
  return projects.every(({ path }) => existsSync(join(root, path, 'dist/index.js')));
}

async function build() {
  const stamp = join(state, 'built');
  const fingerprint = sourcesFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint && isEverythingBuilt()) return;
  rmSync(stamp, { force: true });
  const progress = progressLine('building');
  const compile = (...more) =>
    run(pinnedNode, [join(root, 'node_modules/typescript/bin/tsc'), '-b', ...more], { progress });
  let { code, output } = await compile();
  // The compiler goes by its own record, which may outlive a deleted output.
  if (code === 0 && !isEverythingBuilt()) ({ code, output } = await compile('--force'));
  if (code !== 0) {
    progress.end('✗');
    throw new Explained(
      'BUILD',
      `the build failed:\n${output.trim()}`,
      'Mend the source, or go back to a commit that builds; then start again.',
    );
  }
  writeFileSync(stamp, fingerprint);
  progress.end('✓');
}

// --- the verb ---------------------------------------------------------------------------------

/** The end of the line to npm, which may be killed without a word. Only asked for under npm: a shell may leave on purpose. */
function watchParent(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    // Once: a second signal would mean "at once, without cleaning up".
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 1000);
  watch.unref();
}

function runVerb(verb, args) {
  const env = { ...process.env, PATH: `${dirname(pinnedNode)}:${join(root, 'node_modules/.bin')}:${process.env.PATH}` };
  // The channel tells the child when this process is gone, even by SIGKILL.
  // The benchmark is a program of its own: it measures what the stack starts.
  const program = verb === 'bench' ? [join(root, 'bench/dist/main.js')] : [join(root, 'stack/dist/main.js'), verb];
  const child = spawn(pinnedNode, ['--enable-source-maps', ...program, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env,
  });
  children.add(child);
  watchParent(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal === null ? code : 128 + constants.signals[signal]));
  });
}

async function main() {
  const [verb, ...args] = process.argv.slice(2);
  if (!verbs.includes(verb)) {
    say(`usage: node stack/bootstrap.mjs ${verbs.join('|')} [arguments]`);
    return 2;
  }
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new Explained('OLD_NODE', `Node ${process.versions.node} is too old`, 'Install Node 20 or newer.');
  if (process.platform === 'win32') throw new Explained('WINDOWS', 'Windows is not supported directly', 'Use WSL 2.');
  if (!quiet) say(`Lockstep ${verb}`);
  await withLock(async () => {
    await install();
    await build();
  });
  return runVerb(verb, args);
}

main().then(
  (code) => process.exit(code),
  (failed) => {
    say(failed instanceof Explained ? failed.message : String(failed?.stack ?? failed));
    process.exit(1);
  },
);
