import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '../bench.js';
import { openOwnGround } from '../contenders/ours.js';
import { BENCH_SECRET, INGEST_SETTINGS, INGESTS, type IngestContender } from '../contenders/ingests.js';
import { cpuMsOf, memoryOf } from '../machine/process-usage.js';
import { workDir } from '../places.js';
import { runWrk, type WrkResult } from '../tools/wrk.js';
import { LATENCY_COLUMNS, measureArrivals, PER_SECOND } from './latency.js';
import { atMost, holds, type Entry, type Row } from './row.js';

const MEASURED_S = 8;
/** More than ours takes in the time: to an ingest that remembers deliveries one that comes twice is less work. */
const REQUESTS_PER_SECOND = 14_000;
/** Employees whose webhooks arrive at a fixed rate. */
const EMPLOYEES = 5_000;

async function load(bench: Bench, url: string, format: IngestContender['format'], seconds: number): Promise<WrkResult> {
  const file = join(workDir, 'requests.http');
  const requests = REQUESTS_PER_SECOND * seconds;
  await bench.load.webhooks(file, format, BENCH_SECRET, requests);
  try {
    const result = await runWrk(url, file, seconds, bench.run);
    if (format === 'lockstep' && result.requests > requests)
      throw new Error(`${result.requests} requests were sent, but ${requests} signed`);
    if (result.refused + result.broken > 0)
      throw new Error(`of ${result.requests} webhooks ${result.refused} were refused and ${result.broken} broken off`);
    return result;
  } finally {
    rmSync(file, { force: true });
  }
}

function receiving(contender: IngestContender, runs: number): Entry {
  return {
    contender: contender.name,
    title: contender.title,
    runs,
    async measure(bench, id, scale) {
      const ingest = await contender.start(bench, id);
      const seconds = (whole: number): number => Math.max(1, Math.round(whole * scale.seconds));
      try {
        await load(bench, ingest.url, contender.format, seconds(contender.warmUpS));
        const before = cpuMsOf(ingest.pid);
        const { requests, durationUs, ...us } = await load(bench, ingest.url, contender.format, seconds(MEASURED_S));
        return {
          perSecond: (requests * 1e6) / durationUs,
          p50Ms: us.p50Us / 1000,
          p90Ms: us.p90Us / 1000,
          p99Ms: us.p99Us / 1000,
          maxMs: us.maxUs / 1000,
          cpuUsPerEvent: ((cpuMsOf(ingest.pid) - before) * 1000) / requests,
          ...memoryOf(ingest.pid),
        };
      } finally {
        await ingest.stop();
      }
    },
  };
}

const ingest = (name: string): IngestContender => INGESTS.find((one) => one.name === name)!;

export const WEBHOOKS: Row = {
  id: 'webhooks',
  title: 'signed webhooks/s into Kafka, acks=all, 64 connections, one process',
  entries: [
    receiving(ingest('ours'), 3),
    receiving(ingest('fastify-linger'), 2),
    receiving(ingest('fastify-no-kafka'), 1),
    receiving(ingest('spring-webflux'), 2),
  ],
  columns: [
    { figure: 'perSecond', heading: 'webhooks/s', digits: 0 },
    { figure: 'p50Ms', heading: 'p50 ms', digits: 1 },
    { figure: 'p99Ms', heading: 'p99 ms', digits: 1 },
    { figure: 'cpuUsPerEvent', heading: 'CPU µs/webhook', digits: 0 },
    { figure: 'peakRssMiB', heading: 'peak RSS MiB', digits: 0 },
  ],
  compared: 'perSecond',
  bars: [
    { text: '≥ 7 300/s', judge: (of) => holds(of('ours')?.figures['perSecond'], (value) => value >= 7_300) },
    atMost('p99Ms', 25, 'p99 ≤ 25 ms'),
  ],
};

/** Ingest and upserter, each its own process, between a sender that signs and the platform. */
const throughBoth: Entry = {
  contender: 'ours',
  title: 'Lockstep’s ingest and upserter',
  runs: 2,
  async measure(bench, id, scale) {
    await bench.sink.begin({});
    const ground = await openOwnGround(bench, id);
    try {
      const upserter = await ground.start('upserter');
      try {
        const ingest = await ground.start('ingest', INGEST_SETTINGS);
        try {
          const pids = [Number(ingest.id()), Number(upserter.id())];
          const send = (seconds: number) =>
            bench.load.post(`${ingest.url}/webhooks/generic`, BENCH_SECRET, PER_SECOND, seconds, EMPLOYEES);
          const figures = await measureArrivals(bench, pids, scale.seconds, send);
          const peakRssMiB = Math.max(...pids.map((pid) => memoryOf(pid).peakRssMiB));
          return { ...figures, peakRssMiB };
        } finally {
          await ingest.stop();
        }
      } finally {
        await upserter.stop();
      }
    } finally {
      await ground.drop();
    }
  },
};

export const WEBHOOK_TO_STORED: Row = {
  id: 'webhook-to-stored',
  title: 'webhook received → stored at the platform, 500/s',
  entries: [throughBoth],
  columns: LATENCY_COLUMNS,
  compared: null,
  bars: [atMost('p99Ms', 40, 'p99 ≤ 40 ms')],
};
