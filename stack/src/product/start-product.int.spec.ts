import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, newTestDatabase, newTopicPrefix, testStack, type TestDatabase } from '@lockstep/testkit';
import { askSandbox } from './ask-sandbox.js';
import type { Product } from './product.js';
import { type ProductOptions, startProduct } from './start-product.js';

describe('the product as processes', () => {
  let directory: string;
  let database: TestDatabase;
  let product: Product | null;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'lockstep-product-test-'));
    database = await newTestDatabase();
    product = null;
  });
  afterEach(async () => {
    await product?.stop();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const runsDir = (): string => join(directory, 'runs');
  const start = async (options: Partial<ProductOptions>): Promise<Product> => {
    const { kafka, registry } = testStack();
    product = await startProduct({
      servers: { kafka, registry, database: database.url },
      services: ['ingest', 'upserter'],
      directory,
      runsDir: runsDir(),
      ...options,
      env: { TOPIC_PREFIX: newTopicPrefix('product'), ...options.env },
    });
    return product;
  };

  const hire = async (urls: Product['urls']): Promise<void> => {
    await askSandbox('POST', `${urls.hris ?? ''}/sandbox/changes`, { changes: [{ kind: 'create' }] });
  };
  const learners = async (urls: Product['urls']): Promise<number> =>
    (await askSandbox<{ learners: number }>('GET', `${urls.lnd ?? ''}/sandbox/stats`)).learners;

  it('carries a change of the sandbox HRIS to the sandbox platform, also over an upserter that was killed and started again', async () => {
    const { urls, services, logsDir } = await start({ sandboxes: { hris: { employees: 3 } } });
    await hire(urls);
    await eventually(() => learners(urls), {
      until: (count) => count === 1,
      deadlineMs: 20_000,
      describe: 'the learner',
    });

    const upserter = services['upserter'];
    const before = upserter?.id();
    await upserter?.kill();
    expect(upserter?.isRunning()).toBe(false);
    await hire(urls);
    await upserter?.start();
    expect(upserter?.id()).not.toBe(before);
    await eventually(() => learners(urls), {
      until: (count) => count === 2,
      deadlineMs: 30_000,
      describe: 'the learner',
    });

    expect(readdirSync(logsDir).sort()).toEqual(['hris.log', 'ingest.log', 'lnd.log', 'upserter.log']);
    expect(() => JSON.parse(readFileSync(join(logsDir, 'upserter.log'), 'utf8').split('\n')[0] ?? '')).not.toThrow();
    await product?.stop();
    await expect(fetch(`${urls.ingest ?? ''}/health/live`)).rejects.toThrow();
    expect(readdirSync(runsDir())).toEqual([]);
  }, 120_000);

  it('that cannot start says which service, and what that service says, and leaves nothing behind', async () => {
    const failure = start({ services: ['ingest'], env: { HRIS_WEBHOOK_SECRETS: 'not a secret' } });
    await expect(failure).rejects.toThrow(/ingest ended while it started[\s\S]*HRIS_WEBHOOK_SECRETS/);
    expect(readdirSync(runsDir())).toEqual([]);
  }, 60_000);
});
