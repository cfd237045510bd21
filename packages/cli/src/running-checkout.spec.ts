import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkoutEnvironment } from './checkout-environment.js';
import { CHECKOUT, findRunningCheckout, startOf } from './running-checkout.js';

/** A file as the launcher writes it. */
function running(of: Readonly<Record<string, unknown>> = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), 'lockstep-cli-')), 'running.json');
  const content = {
    ...{ kafka: '127.0.0.1:9092', registry: 'http://r', database: 'postgres://d', topicPrefix: 'lockstep.' },
    urls: { ingest: 'http://i' },
    env: { LND_BASE_URL: 'http://l', LND_API_KEY_FILE: 'secrets/key', CONTRACT_FILE: 'contracts/employee.yaml' },
    ...{ pid: process.pid, startedAt: startOf(process.pid) },
    ...of,
  };
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe('what runs in the same checkout', () => {
  it('is found with its servers and services', () => {
    expect(findRunningCheckout(running())).toEqual({
      urls: { ingest: 'http://i' },
      settings: expect.objectContaining({
        KAFKA_BROKERS: '127.0.0.1:9092',
        SCHEMA_REGISTRY_URL: 'http://r',
        DATABASE_URL: 'postgres://d',
        TOPIC_PREFIX: 'lockstep.',
        LND_BASE_URL: 'http://l',
      }),
    });
  });

  it('is nothing when there is no file, half a file, or its process has ended', () => {
    expect(findRunningCheckout('/nowhere/running.json')).toBeNull();
    const half = running();
    writeFileSync(half, readFileSync(half, 'utf8').slice(0, 40));
    expect(findRunningCheckout(half)).toBeNull();
    // Above the largest process number Linux gives.
    expect(findRunningCheckout(running({ pid: 2 ** 22 + 1 }))).toBeNull();
  });

  it('is not mistaken for a later process with the same number', () => {
    expect(findRunningCheckout(running({ startedAt: 'another time' }))).toBeNull();
  });
});

describe('the settings of a command', () => {
  it('come from the environment, below it from what runs here, below that from the checkout', () => {
    const found = findRunningCheckout(running());
    const { env, fromRunning } = checkoutEnvironment(found, { KAFKA_BROKERS: 'mine:1', LND_API_KEY: 'k' });
    expect(env).toMatchObject({ KAFKA_BROKERS: 'mine:1', DATABASE_URL: 'postgres://d', LND_API_KEY: 'k' });
    expect(env['LND_API_KEY_FILE']).toBeUndefined();
    expect(fromRunning).toContain('DATABASE_URL');
    expect(fromRunning).not.toContain('KAFKA_BROKERS');
    expect(fromRunning).not.toContain('LND_API_KEY_FILE');
  });

  it('prefer the contract that what runs here works by', () => {
    const found = findRunningCheckout(running({ env: { CONTRACT_FILE: '/run/lockstep/contract.yaml' } }));
    expect(checkoutEnvironment(found, {}).env['CONTRACT_FILE']).toBe('/run/lockstep/contract.yaml');
  });

  it('find the files of the checkout from any directory', () => {
    const here = process.cwd();
    try {
      process.chdir(tmpdir());
      const { env } = checkoutEnvironment(findRunningCheckout(running()), {});
      expect(resolve(env['CONTRACT_FILE']!)).toBe(join(CHECKOUT, 'contracts/employee.yaml'));
      expect(resolve(env['TOPICS_FILE']!)).toBe(join(CHECKOUT, 'ops/topics.yaml'));
    } finally {
      process.chdir(here);
    }
  });
});
