import net from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firstAlive } from './broker-probe.js';
import { openSocket } from './open-socket.js';
import { guardSilence } from './silence-guard.js';

const PATIENCE = { probeAfterMs: 300, probeForMs: 300, suspectMs: 30, requestMs: 700, joinMs: 1_300 };
const JOIN_GROUP = 11;
const METADATA = 3;
const PROBE = 18;
const servers: net.Server[] = [];
const connections: net.Socket[] = [];

/** A broker by what it does with a request; `asked` are the API keys of what came in. */
async function brokerThat(answers: (apiKey: number, answer: () => void) => void) {
  const asked: number[] = [];
  const server = net.createServer((socket) => {
    connections.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (request) => {
      const apiKey = request.readInt16BE(4);
      asked.push(apiKey);
      answers(apiKey, () => socket.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0])));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return { asked, port };
}

function request(apiKey: number): Buffer {
  const bytes = Buffer.from([0, 0, 0, 6, 0, 0, 0, 0, 0, 0]);
  bytes.writeInt16BE(apiKey, 4);
  return bytes;
}

/** Connects as kafkajs does, which listens to these three. */
async function connect(port: number, open = guardSilence(openSocket, PATIENCE)) {
  const at = { opened: 0, ended: 0, failed: 0, answered: 0 };
  const socket = await new Promise<net.Socket>((resolve) => {
    const opened = open({ host: '127.0.0.1', port, onConnect: () => resolve(opened) } as never);
  });
  at.opened = performance.now();
  connections.push(socket);
  socket.on('data', () => (at.answered = performance.now()));
  socket.on('end', () => (at.ended = performance.now()));
  socket.on('error', () => (at.failed = performance.now()));
  const over = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  return { socket, at, over, answered };
}

afterEach(() => {
  for (const socket of connections.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

describe('a connection to a broker that', () => {
  it('freezes ends soon, as if the broker had closed it', async () => {
    let frozen = false;
    const { port } = await brokerThat((_apiKey, answer) => {
      if (!frozen) answer();
    });
    const { socket, at, over, answered } = await connect(port);
    socket.write(request(METADATA));
    await answered;
    frozen = true;
    socket.write(request(METADATA));
    await over;
    expect(at).toMatchObject({ failed: 0, ended: expect.any(Number) });
    expect(at.ended - at.answered).toBeGreaterThan(PATIENCE.probeAfterMs);
    expect(at.ended).toBeGreaterThan(0);
  });

  it('has never spoken fails, so that kafkajs takes another of its list', async () => {
    const { port } = await brokerThat(() => undefined);
    const { socket, at, over } = await connect(port);
    socket.write(request(METADATA));
    await over;
    expect(at).toMatchObject({ ended: 0, failed: expect.any(Number) });
    expect(at.failed).toBeGreaterThan(0);
  });

  it('is left is left sooner the next time, until it has been heard of', async () => {
    let frozen = true;
    const { port } = await brokerThat((_apiKey, answer) => {
      if (!frozen) answer();
    });
    const open = guardSilence(openSocket, PATIENCE);
    const leftAfter = async (): Promise<number> => {
      const { socket, at, over } = await connect(port, open);
      socket.write(request(METADATA));
      await over;
      return at.failed - at.opened;
    };
    const usual = PATIENCE.probeAfterMs + PATIENCE.probeForMs;
    expect(await leftAfter()).toBeGreaterThanOrEqual(usual - 5);
    expect(await leftAfter()).toBeLessThan(usual - 5);
    frozen = false;
    const well = await connect(port, open);
    well.socket.write(request(METADATA));
    await well.answered;
    frozen = true;
    expect(await leftAfter()).toBeGreaterThanOrEqual(usual - 5);
  });

  it('works long on a request, and says that it is alive, is kept until it answers', async () => {
    let answerJoin: () => void = () => undefined;
    const { port, asked } = await brokerThat((apiKey, answer) => {
      if (apiKey === JOIN_GROUP) answerJoin = answer;
      else answer();
      if (asked.filter((one) => one === PROBE).length === 3) answerJoin();
    });
    const { socket, at, answered } = await connect(port);
    socket.write(request(JOIN_GROUP));
    await answered;
    expect(at).toMatchObject({ ended: 0, failed: 0 });
    expect(asked).toEqual([JOIN_GROUP, PROBE, PROBE, PROBE]);
  });

  it.each([
    ['a request', METADATA, PATIENCE.requestMs],
    ['a join', JOIN_GROUP, PATIENCE.joinMs],
  ])('is alive but does not answer %s is left when its patience is over', async (_what, apiKey, patienceMs) => {
    const { port } = await brokerThat((key, answer) => {
      if (key === PROBE) answer();
    });
    const { socket, at, over } = await connect(port);
    socket.write(request(apiKey));
    await over;
    expect(at.failed - at.opened).toBeGreaterThanOrEqual(patienceMs);
  });

  it('has answered everything is asked nothing, however long it is silent', async () => {
    const { port, asked } = await brokerThat((_apiKey, answer) => answer());
    const quiet = await connect(port);
    quiet.socket.write(request(METADATA));
    await quiet.answered;
    // A second connection, whose end shows that more than the time to a probe has gone by.
    const deaf = await brokerThat(() => undefined);
    const other = await connect(deaf.port);
    other.socket.write(request(METADATA));
    await other.over;
    expect(asked).toEqual([METADATA]);
    expect(quiet.at).toMatchObject({ ended: 0, failed: 0 });
  });
});

describe('of several brokers', () => {
  it('one that answers is taken, wherever it stands in the list', async () => {
    const frozen = await brokerThat(() => undefined);
    const alive = await brokerThat((_apiKey, answer) => answer());
    const list = [`127.0.0.1:${frozen.port}`, `127.0.0.1:${alive.port}`];
    expect(await firstAlive(openSocket, list, undefined, 5_000)).toEqual([list[1]]);
  });

  it('all are tried when none answers, and a single one is not asked', async () => {
    const frozen = await brokerThat(() => undefined);
    const list = [`127.0.0.1:${frozen.port}`, '127.0.0.1:9'];
    expect(await firstAlive(openSocket, list, undefined, 50)).toEqual(list);
    const asked = frozen.asked.length;
    expect(await firstAlive(openSocket, list.slice(0, 1), undefined, 50)).toEqual(list.slice(0, 1));
    expect(frozen.asked).toHaveLength(asked);
  });
});
