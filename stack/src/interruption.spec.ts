import { describe, expect, it } from '@jest/globals';
import { EventEmitter } from 'node:events';
import { listenForInterruption } from './interruption.js';

function process() {
  const source = new EventEmitter();
  const said: string[] = [];
  const exits: number[] = [];
  let at = 0;
  const interruption = listenForInterruption(source, {
    now: () => at,
    say: (text) => said.push(text),
    exit: (code) => exits.push(code),
  });
  return { source, said, exits, interruption, later: (ms: number) => (at += ms) };
}

describe('a request to stop', () => {
  it('is told once, with its signal', async () => {
    const { source, interruption } = process();
    expect(interruption.isAsked()).toBe(false);
    source.emit('SIGTERM');
    expect(await interruption.asked).toBe('SIGTERM');
    expect(interruption.isAsked()).toBe(true);
  });

  it('that npm hands on a moment after the terminal sent it is the same one', () => {
    const { source, exits, later } = process();
    source.emit('SIGINT');
    later(100);
    source.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it('made a second time leaves at once and says so', () => {
    const { source, exits, said, later } = process();
    source.emit('SIGINT');
    later(2_000);
    source.emit('SIGINT');
    expect(exits).toEqual([130]);
    expect(said.join()).toContain('without cleaning up');
  });

  it('is also the end of the parent process, once', async () => {
    const { source, exits, interruption, later } = process();
    source.emit('disconnect');
    expect(await interruption.asked).toBe('SIGTERM');
    later(5_000);
    source.emit('disconnect');
    expect(exits).toEqual([]);
  });
});
