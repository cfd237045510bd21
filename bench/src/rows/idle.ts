import { setTimeout as delay } from 'node:timers/promises';
import { serviceNames, type ServiceName, type ServiceProcess } from '@lockstep/stack';
import { openOwnGround } from '../contenders/ours.js';
import { INGEST_SETTINGS } from '../contenders/ingests.js';
import { cpuMsOf, memoryOf } from '../machine/process-usage.js';
import { atMost, type Entry, type Row } from './row.js';

const SETTLE_S = 5;
const MEASURED_S = 60;

/** Every service with nothing to do, all at once. */
const idle: Entry = {
  contender: 'ours',
  title: 'every service with nothing to do for a minute',
  runs: 1,
  async measure(bench, id, scale) {
    const ground = await openOwnGround(bench, id);
    const services = new Map<ServiceName, ServiceProcess>();
    try {
      for (const name of serviceNames)
        services.set(name, await ground.start(name, name === 'ingest' ? INGEST_SETTINGS : {}));
      await delay(SETTLE_S * 1000);
      const running = [...services].map(([name, service]) => ({ name, pid: Number(service.id()) }));
      const before = running.map(({ pid }) => cpuMsOf(pid));
      const seconds = Math.max(5, MEASURED_S * scale.seconds);
      await delay(seconds * 1000);
      return Object.fromEntries(
        running.flatMap(({ name, pid }, index) => [
          [`${name}CpuPercent`, (cpuMsOf(pid) - (before[index] ?? 0)) / (seconds * 10)],
          [`${name}RssMiB`, memoryOf(pid).rssMiB],
        ]),
      );
    } finally {
      await Promise.all([...services.values()].map((service) => service.stop()));
      await ground.drop();
    }
  },
};

export const IDLE: Row = {
  id: 'idle',
  title: 'idle CPU of a service over a minute, percent of a core',
  entries: [idle],
  columns: serviceNames.flatMap((name) => [
    { figure: `${name}CpuPercent`, heading: `${name} %`, digits: 2 },
    { figure: `${name}RssMiB`, heading: 'MiB', digits: 0 },
  ]),
  compared: null,
  bars: serviceNames.map((name) => atMost(`${name}CpuPercent`, 1, `${name} under 1 %`)),
};
