import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { silentProgress, startServers } from '@lockstep/stack';
import { feltByIngest } from '../felt.js';
import type { Scenario } from '../scenario.js';

const run = promisify(execFile);
const BEFORE_MS = 3_000;
const FULL_MS = 15_000;
/** What is left on the disk when the ballast is on it. */
const LEFT_BYTES = 128 * 1_024;

/** Writes a file that leaves next to nothing of the disk. */
async function fill(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const file = await open(join(directory, 'ballast'), 'w');
  try {
    const block = Buffer.alloc(1_048_576);
    for (let left = bavail * bsize - LEFT_BYTES; left > 0; left -= block.length)
      await file.write(block.subarray(0, Math.min(left, block.length)));
  } finally {
    await file.close();
  }
}

/**
 * Kafka halts when it cannot write its log. A write that was cut short by the end of the disk is found at the next start and
 * taken back; what had been acknowledged before is not.
 */
export const diskFull: Scenario = {
  name: 'kafka: its disk full for 15 s, then grown and started again',
  group: 'Kafka, one broker',
  needs: ['tmpfs'],
  async run(world) {
    const stateDir = await mkdtemp(join(tmpdir(), 'lockstep-disk-'));
    world.atEnd(() => rm(stateDir, { recursive: true, force: true }));
    const disk = join(stateDir, 'kafka');
    await mkdir(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', disk]);
    world.atEnd(() => run('umount', ['--lazy', disk]).then(() => undefined));
    const servers = await startServers({ route: 'local', stateDir, progress: silentProgress });
    world.atEnd(() => servers.stop());
    const lockstep = await world.start({ servers });
    world.load({ perSecond: 50 });
    await world.lasts(BEFORE_MS);
    const since = Date.now();
    await fill(disk);
    await feltByIngest(lockstep, since);
    world.say('ingest parks');
    await world.lasts(FULL_MS);
    await run('mount', ['-o', 'remount,size=512m', disk]);
    const kafka = servers.processes.find(({ name }) => name === 'kafka')!;
    await kafka.kill();
    await kafka.start();
    world.healed();
  },
};
