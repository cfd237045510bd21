import { describe, expect, it } from '@jest/globals';
import { engineCandidates, engineConnection } from './engine.js';

describe('where an engine is looked for', () => {
  it('is what DOCKER_HOST says and nowhere else', () => {
    expect(engineCandidates({ dockerHost: 'unix:///x.sock', home: '/home/ana', runtimeDir: '/run/user/1' })).toEqual([
      'unix:///x.sock',
    ]);
  });

  it('begins with the system’s socket and includes a rootless engine’s', () => {
    const candidates = engineCandidates({ dockerHost: undefined, home: '/home/ana', runtimeDir: '/run/user/1' });
    expect(candidates[0]).toBe('unix:///var/run/docker.sock');
    expect(candidates).toContain('unix:///run/user/1/docker.sock');
    expect(candidates).toContain('unix:///home/ana/.docker/run/docker.sock');
  });

  it('is never another machine', () => {
    expect(engineConnection('unix:///var/run/docker.sock')).toEqual({ socketPath: '/var/run/docker.sock' });
    expect(engineConnection('tcp://127.0.0.1:2375')).toEqual({ host: '127.0.0.1', port: 2375 });
    expect(engineConnection('tcp://build-host:2375')).toBeNull();
    expect(engineConnection('ssh://ana@build-host')).toBeNull();
  });
});
