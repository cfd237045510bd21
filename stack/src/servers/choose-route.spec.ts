import { describe, expect, it } from '@jest/globals';
import { chooseRoute, parseRoute } from './choose-route.js';

const engine = { usable: true, why: 'an engine answers' };
const noEngine = { usable: false, why: 'no engine answers' };

describe('the route', () => {
  it('is Docker where an engine is, and says why', async () => {
    expect(await chooseRoute('auto', () => Promise.resolve(engine))).toEqual({
      route: 'docker',
      why: 'an engine answers',
    });
  });

  it('is local where none is', async () => {
    expect(await chooseRoute('auto', () => Promise.resolve(noEngine))).toEqual({
      route: 'local',
      why: 'no engine answers',
    });
  });

  it('is as told, without asking an engine', async () => {
    const asked = (): never => {
      throw new Error('asked');
    };
    expect(await chooseRoute('local', asked)).toEqual({ route: 'local', why: 'STACK=local' });
  });

  it('stays the one whose data the state directory holds', async () => {
    expect((await chooseRoute('auto', () => Promise.resolve(engine), 'local')).route).toBe('local');
    expect((await chooseRoute('auto', () => Promise.resolve(engine), 'docker')).route).toBe('docker');
  });

  it('says so when the data of the other route has to wait', async () => {
    const { route, why } = await chooseRoute('auto', () => Promise.resolve(noEngine), 'docker');
    expect(route).toBe('local');
    expect(why).toContain('what the Docker route has kept waits');
  });

  it('cannot be something else', () => {
    expect(() => parseRoute('podman')).toThrow('STACK is "podman"; it can be auto, docker or local');
    expect(parseRoute('')).toBe('auto');
  });
});
