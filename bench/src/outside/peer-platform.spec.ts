import { describe, expect, it } from '@jest/globals';
import type { LearnerDirectory, UpsertCall } from '@lockstep/connectors';
import { withNumbers } from './peer-platform.js';

async function sentBy(call: Pick<UpsertCall, 'body' | 'json'>): Promise<unknown> {
  const calls: UpsertCall[] = [];
  const directory: LearnerDirectory = {
    name: 'generic',
    endpoint: 'http://127.0.0.1:1/learners/upsert',
    upsert: async (one) => {
      calls.push(one);
      return { kind: 'applied', status: 200 };
    },
    list: () => Promise.reject(new Error('nobody lists')),
    close: async () => {},
  };
  const one = { employeeId: 'EMP-00000007', idempotencyKey: 'k', ...call };
  await withNumbers(directory).upsert(one, AbortSignal.timeout(1_000));
  return JSON.parse(calls[0]?.json ?? 'null');
}

describe("what the peers' platform is sent", () => {
  const body = { employeeId: 'EMP-00000007', emittedAtUs: '1795579985418943', firstName: '12', version: '3' };
  const wanted = { ...body, emittedAtUs: 1_795_579_985_418_943, version: 3 };

  it('has version and emittedAtUs as numbers, and every other field as it was', async () => {
    expect(await sentBy({ body })).toEqual(wanted);
  });

  it('has them in the JSON that the mapping has made already', async () => {
    expect(await sentBy({ body, json: JSON.stringify(body) })).toEqual(wanted);
  });
});
