import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isLockstepError } from '@lockstep/domain';
import { loadSettings, type Environment } from './load-settings.js';
import { redact } from './redact-settings.js';
import type { SettingName } from './settings-catalogue.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function problemsOf(names: readonly SettingName[], env: Environment): string {
  try {
    loadSettings(names, env);
  } catch (thrown) {
    if (!isLockstepError(thrown)) throw thrown;
    expect(thrown).toMatchObject({ code: 'LOCKSTEP_SETTINGS_INVALID', disposition: 'halt', stage: 'before' });
    return thrown.message;
  }
  return '';
}

function fileWith(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'secret');
  writeFileSync(file, content);
  return file;
}

describe('loading settings', () => {
  it('gives exactly the settings asked for, parsed, with their defaults', () => {
    const settings = loadSettings(
      ['KAFKA_BROKERS', 'TOPIC_PREFIX', 'RETRY_DELAYS', 'LND_RATE_LIMIT', 'SYNC_MODE', 'LND_API_KEY'],
      {
        KAFKA_BROKERS: 'a:9092, b:9093',
        LND_RATE_LIMIT: '300/m',
        PORT: '80',
      },
    );
    expect(settings).toEqual({
      KAFKA_BROKERS: ['a:9092', 'b:9093'],
      TOPIC_PREFIX: 'lockstep.',
      RETRY_DELAYS: [60_000, 60_000, 60_000],
      LND_RATE_LIMIT: { tokens: 300, perMs: 60_000 },
      SYNC_MODE: 'shadow',
      LND_API_KEY: null,
    });
  });

  it('lists every problem at once, each with what to do', () => {
    const text = problemsOf(
      ['KAFKA_BROKERS', 'DATABASE_URL', 'LND_TIMEOUT', 'SYNC_MODE', 'PORT', 'RECONCILE_TZ', 'LND_BASE_URL'],
      {
        DATABASE_URL: 'mysql://u:hunter2@db/x',
        LND_TIMEOUT: '10',
        SYNC_MODE: 'on',
        PORT: '70000',
        RECONCILE_TZ: '+02:00',
        LND_BASE_URL: 'https://me:hunter2@learning.example.com',
      },
    );
    for (const part of [
      'the settings have 7 problems',
      'KAFKA_BROKERS is not set',
      'DATABASE_URL does not begin with postgres://',
      'LND_TIMEOUT "10" is not a duration. Expected: duration: 500ms, 5s, 1m, 2h',
      'SYNC_MODE "on" is none of shadow, live',
      'PORT "70000" is not between 0 and 65535',
      'RECONCILE_TZ "+02:00" is not an IANA time zone',
      'LND_BASE_URL contains a user or password',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('hunter2');
  });

  it.each(['5', '5 s', '-1s', '1d', 's', '', '9999999999h'])('refuses %j as a duration', (given) => {
    const text = problemsOf(['POLL_INTERVAL'], { POLL_INTERVAL: given });
    if (given === '') expect(text).toBe('');
    else expect(text).toContain('POLL_INTERVAL');
  });

  it('takes an empty variable as not set', () => {
    expect(loadSettings(['POLL_INTERVAL', 'OPS_WEBHOOK_URL'], { POLL_INTERVAL: '', OPS_WEBHOOK_URL: '' })).toEqual({
      POLL_INTERVAL: 300_000,
      OPS_WEBHOOK_URL: null,
    });
  });

  it('never prints a secret that is wrong', () => {
    const text = problemsOf(['HRIS_WEBHOOK_SECRETS', 'LND_API_KEY', 'OPS_WEBHOOK_URL'], {
      HRIS_WEBHOOK_SECRETS: `${SECRET},whsec_c2hvcnQ=`,
      LND_API_KEY: 'topsecret key',
      OPS_WEBHOOK_URL: 'ftp://topsecret',
    });
    expect(text).toContain('HRIS_WEBHOOK_SECRETS entry 2 has 5 bytes after whsec_; allowed: 24 to 64');
    expect(text).toContain('LND_API_KEY contains a blank');
    expect(text).not.toMatch(/topsecret|c2hvcnQ/);
  });

  it('refuses a text secret for the generic HRIS, which signs with whsec_ keys', () => {
    const env = { HRIS_WEBHOOK_SECRETS: 'a-plain-text-secret' };
    expect(problemsOf(['HRIS_ADAPTER', 'HRIS_WEBHOOK_SECRETS'], env)).toContain('does not begin with whsec_');
    expect(problemsOf(['HRIS_ADAPTER', 'HRIS_WEBHOOK_SECRETS'], { ...env, HRIS_ADAPTER: 'bamboohr' })).toBe('');
  });

  it('wants the SASL settings together', () => {
    const names = ['KAFKA_SASL_MECHANISM', 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD'] as const;
    expect(problemsOf(names, { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' })).toContain(
      'without KAFKA_SASL_PASSWORD',
    );
    expect(
      problemsOf(names, { KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' }),
    ).toBe('');
    expect(problemsOf(names, {})).toBe('');
  });
});

describe('a secret from a file', () => {
  it('is the content without surrounding blanks', () => {
    expect(loadSettings(['HRIS_WEBHOOK_SECRETS'], { HRIS_WEBHOOK_SECRETS_FILE: fileWith(`${SECRET}\n`) })).toEqual({
      HRIS_WEBHOOK_SECRETS: [SECRET],
    });
  });

  it('is a problem when it is given both ways, unreadable or empty', () => {
    const both = { LND_API_KEY: 'k', LND_API_KEY_FILE: fileWith('k') };
    expect(problemsOf(['LND_API_KEY'], both)).toContain('LND_API_KEY and LND_API_KEY_FILE are both set');
    expect(problemsOf(['LND_API_KEY'], { LND_API_KEY_FILE: '/nowhere/at/all' })).toContain('cannot be read (ENOENT)');
    expect(problemsOf(['LND_API_KEY'], { LND_API_KEY_FILE: fileWith(' \n') })).toContain('names an empty file');
  });

  it('says that the wrong value came from the file, without showing it', () => {
    const text = problemsOf(['DATABASE_URL'], { DATABASE_URL_FILE: fileWith('nonsense-value') });
    expect(text).toContain('DATABASE_URL (from DATABASE_URL_FILE) is not a URL');
    expect(text).not.toContain('nonsense-value');
  });

  it('does not exist for what is no secret', () => {
    expect(problemsOf(['KAFKA_BROKERS'], { KAFKA_BROKERS_FILE: fileWith('a:1') })).toContain(
      'KAFKA_BROKERS is not set',
    );
  });
});

describe('a mistyped name', () => {
  it('is named beside the missing setting', () => {
    expect(problemsOf(['KAFKA_BROKERS'], { KAFKA_BROKER: 'a:9092' })).toContain(
      'KAFKA_BROKER is set: did you mean KAFKA_BROKERS?',
    );
  });

  it('stops the start where it would silently leave a default in force', () => {
    expect(problemsOf(['LND_RATE_LIMIT'], { LND_RATE_LIMITS: '50/s' })).toContain(
      'LND_RATE_LIMITS is no setting: did you mean LND_RATE_LIMIT?',
    );
    expect(problemsOf(['LND_API_KEY'], { LND_API_KEY_FIEL: '/run/x' })).toContain('did you mean LND_API_KEY?');
  });

  it('is not suspected in other settings, short names, or beside the right one', () => {
    expect(
      problemsOf(['RECONCILE_AT', 'PORT', 'LND_RATE_LIMIT'], {
        RECONCILE_TZ: 'UTC',
        POST: '1',
        HOST: 'x',
        LND_RATE_LIMIT: '1/s',
        LND_RATE_LIMITX: '2/s',
      }),
    ).toBe('');
  });
});

describe('settings in the start log', () => {
  it('show no secret', () => {
    const shown = redact(
      loadSettings(['DATABASE_URL', 'LND_API_KEY', 'RETRY_DELAYS', 'SYNC_MODE', 'KAFKA_SSL'], {
        DATABASE_URL: 'postgres://u:hunter2@db/x',
      }),
    );
    expect(shown).toEqual({
      DATABASE_URL: 'set',
      LND_API_KEY: 'not set',
      RETRY_DELAYS: '[60000,60000,60000]',
      SYNC_MODE: 'shadow',
      KAFKA_SSL: 'false',
    });
  });
});

describe('FAIL_POINTS', () => {
  it('reads name, action and passage', () => {
    expect(loadSettings(['FAIL_POINTS'], { FAIL_POINTS: 'upserter.posted=kill, ingest.accepted=stop@3' })).toEqual({
      FAIL_POINTS: [
        { name: 'upserter.posted', action: 'kill', passage: 1 },
        { name: 'ingest.accepted', action: 'stop', passage: 3 },
      ],
    });
  });

  it.each([
    ['upserter.post=kill', 'did you mean upserter.posted?'],
    ['upserter.posted=explode', 'has none of the actions'],
    ['upserter.posted', 'does not read <name>=<action>[@n]'],
    ['upserter.posted=kill@0', 'counts passages from 1'],
  ])('refuses %s', (given, problem) => {
    expect(problemsOf(['FAIL_POINTS'], { FAIL_POINTS: given })).toContain(problem);
  });
});
