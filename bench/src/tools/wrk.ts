import { join } from 'node:path';
import type { Run } from '@lockstep/stack';
import { benchDir } from '../places.js';
import { runTool, ToolMissing } from './run-tool.js';

/** What bench/tools/webhooks.lua prints. */
export interface WrkResult {
  readonly requests: number;
  readonly durationUs: number;
  /** Answers other than 2xx and 3xx. */
  readonly refused: number;
  /** Connections that failed, and time-outs. */
  readonly broken: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
}

/** 64 connections on one thread send the requests of a file for some seconds. @throws ToolMissing with how to get wrk */
export async function runWrk(url: string, requestsFile: string, seconds: number, run: Run): Promise<WrkResult> {
  const script = join(benchDir, 'tools/webhooks.lua');
  const args = ['-t1', '-c64', `-d${seconds}s`, '--timeout', '10s', '-s', script, url];
  const output = await runTool('wrk', args, { env: { REQUESTS: requestsFile }, run }).catch((failed: unknown) => {
    throw failed instanceof ToolMissing
      ? new ToolMissing(`${failed.message}. Install it (apt-get install wrk).`)
      : failed;
  });
  const line = /^result (\{.*\})$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk printed no result: ${output.slice(-500)}`);
  return JSON.parse(line) as WrkResult;
}
