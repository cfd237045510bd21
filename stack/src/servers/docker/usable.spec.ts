import { describe, expect, it } from '@jest/globals';
import type { EngineAnswer } from './engine.js';
import { images } from './images.js';
import { judgeEngine } from './usable.js';

const socket = 'unix:///var/run/docker.sock';
const rootless = 'unix:///run/user/1/docker.sock';

/** An engine at `address` that has `local` and can pull `remote`. */
function engine(address: string, local: readonly string[], remote: readonly string[] = []) {
  const status = (path: string): number => {
    if (path === '/_ping') return 200;
    const [, kind, image] = /^\/(images|distribution)\/(.+)\/json$/.exec(path) ?? [];
    return (kind === 'images' ? local : remote).includes(image ?? '') ? 200 : 404;
  };
  return (asked: string, path: string): Promise<EngineAnswer | null> =>
    Promise.resolve(asked === address ? { status: status(path), body: '' } : null);
}

describe('whether the Docker route can be taken', () => {
  it('yes, with an engine that has the images', async () => {
    const ask = engine(socket, Object.values(images));
    expect(await judgeEngine({ candidates: [socket], ask })).toMatchObject({ usable: true, address: socket });
  });

  it('yes, with an engine that can pull what it lacks, found at the second place', async () => {
    const ask = engine(rootless, [images.database], [images.kafka, images.registry]);
    const verdict = await judgeEngine({ candidates: [socket, rootless], ask });
    expect(verdict).toMatchObject({ usable: true, address: rootless });
  });

  it('no, naming the image that is neither there nor to be had', async () => {
    const ask = engine(socket, [images.database, images.kafka]);
    const verdict = await judgeEngine({ candidates: [socket], ask });
    expect(verdict.usable).toBe(false);
    expect(verdict.why).toBe(`the Docker engine at ${socket} neither has nor can pull ${images.registry}`);
  });

  it('no, naming where it looked, when nothing answers', async () => {
    const verdict = await judgeEngine({ candidates: [socket, rootless], ask: () => Promise.resolve(null) });
    expect(verdict).toEqual({
      usable: false,
      why: `no Docker engine answers at ${socket}, ${rootless}`,
      address: null,
    });
  });

  it('no, when DOCKER_HOST is another machine, without asking it', async () => {
    const ask = (): never => {
      throw new Error('asked');
    };
    const verdict = await judgeEngine({ candidates: ['tcp://build-host:2375'], ask });
    expect(verdict.usable).toBe(false);
    expect(verdict.why).toContain('another machine');
  });
});
