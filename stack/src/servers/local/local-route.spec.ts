import { describe, expect, it } from '@jest/globals';
import { downloadedFile, explainMaven } from './artifacts.js';
import { isPostmasterReady } from './database.js';
import { javaRelease } from './java.js';
import { registryStorageUrl } from './registry.js';
import { ancestors } from './unprivileged-user.js';

describe('Java', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_412"', 8],
    ['command not found', null],
  ])('%s is release %s', (output, release) => expect(javaRelease(output)).toBe(release));
});

describe('Maven', () => {
  it('names the file it fetches, not the server', () => {
    const line = '[INFO] Downloaded from central: https://example.org/m2/org/x/kafka_2.13-4.1.1.jar (5 MB at 9 MB/s)';
    expect(downloadedFile(line)).toBe('kafka_2.13-4.1.1.jar');
    expect(downloadedFile('[INFO] BUILD SUCCESS')).toBeNull();
  });

  it('without a network gets a remedy that speaks of the network', () => {
    const { message, remedy } = explainMaven(
      '[ERROR] Could not transfer x from/to y (https://example.org/m2): example.org: unknown host',
    );
    expect(message).not.toContain('https://example.org');
    expect(remedy).toContain('Check the network');
  });

  it('that failed otherwise gets its own first error', () => {
    expect(explainMaven('[INFO] a\n[ERROR] No space left on device\n[ERROR] b').message).toContain(
      'No space left on device',
    );
  });
});

describe('Postgres', () => {
  const file = (pid: number, status: string): string => `${pid}\n/data\n1\n5432\n\n127.0.0.1\n1 2\n${status}   \n`;

  it('is ready when the file of this very process says so', () => {
    expect(isPostmasterReady(file(7, 'ready'), 7)).toBe(true);
    expect(isPostmasterReady(file(7, 'starting'), 7)).toBe(false);
  });

  it('is not ready because a dead one was', () => {
    expect(isPostmasterReady(file(6, 'ready'), 7)).toBe(false);
  });
});

describe('the registry', () => {
  it('has a registration on disk before it answers', () => {
    expect(registryStorageUrl('/state/registry')).toBe('jdbc:h2:file:/state/registry/schemas;WRITE_DELAY=0');
  });
});

describe('the directories above a path', () => {
  it('are listed from the root down, without the path', () => {
    expect(ancestors('/srv/clone/.lockstep')).toEqual(['/', '/srv', '/srv/clone']);
  });
});
