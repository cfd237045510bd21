import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { patchLostCoordinator } from './lost-coordinator-patch.js';

type Heartbeat = (request: object) => Promise<unknown>;
const require = createRequire(import.meta.url);
const { prototype } = require('kafkajs/src/broker') as { prototype: { heartbeat: Heartbeat; joinGroup: Heartbeat } };
const { KafkaJSConnectionError, KafkaJSProtocolError } = require('kafkajs/src/errors') as Record<
  string,
  new (...all: unknown[]) => Error
>;

/** A broker of kafkajs whose requests end as told. */
function broker() {
  const told: (Error | 'answers')[] = [];
  let asked = 0;
  const said = async () => {
    asked += 1;
    const next = told.shift();
    if (next instanceof Error) throw next;
    return 'answered';
  };
  const one = Object.assign(Object.create(prototype) as typeof prototype, { lookupRequest: () => () => ({ said }) });
  // What kafkajs' own methods end in: the request that goes out.
  for (const symbol of Object.getOwnPropertySymbols(prototype))
    if (symbol.description === 'private:Broker:sendRequest') Object.defineProperty(one, symbol, { value: said });
  return { one, told, asked: () => asked };
}
const away = () => new KafkaJSConnectionError!('Connection error', { broker: 'b' });

describe('a group’s coordinator that cannot be reached', () => {
  beforeAll(() => {
    patchLostCoordinator();
    patchLostCoordinator();
  });

  it('is asked once more, then counts as lost without being waited for again', async () => {
    const { one, told, asked } = broker();
    told.push(away(), away());
    await expect(one.heartbeat({})).rejects.toMatchObject({ name: 'KafkaJSConnectionError' });
    await expect(one.heartbeat({})).rejects.toMatchObject({ type: 'NOT_COORDINATOR_FOR_GROUP' });
    expect(asked()).toBe(2);
    await expect(one.heartbeat({})).rejects.toMatchObject({ type: 'NOT_COORDINATOR_FOR_GROUP' });
    expect(asked()).toBe(2);
  });

  it('is looked for anew at once when joining fails, and trusted again once one has gone through', async () => {
    const { one, told } = broker();
    told.push(away(), 'answers', away());
    await expect(one.joinGroup({})).rejects.toMatchObject({ type: 'NOT_COORDINATOR_FOR_GROUP' });
    await expect(one.joinGroup({})).resolves.toBe('answered');
    await expect(one.heartbeat({})).rejects.toMatchObject({ name: 'KafkaJSConnectionError' });
    await expect(one.heartbeat({})).resolves.toBe('answered');
  });

  it('and what a coordinator says itself stays what it is', async () => {
    const { one, told } = broker();
    const rebalancing = { type: 'REBALANCE_IN_PROGRESS', code: 27, message: 'rebalancing', retriable: false };
    told.push(...[1, 2, 3].map(() => new KafkaJSProtocolError!(rebalancing)));
    for (let time = 0; time < 3; time++)
      await expect(one.heartbeat({})).rejects.toMatchObject({ type: 'REBALANCE_IN_PROGRESS' });
  });
});
