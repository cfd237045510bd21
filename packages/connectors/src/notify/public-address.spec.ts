import { describe, expect, it } from '@jest/globals';
import { addressRule } from './public-address.js';

describe('which addresses a hook may reach', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    '198.18.0.1',
    '::',
    '::1',
    'fe80::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fec0::1',
    '::127.0.0.1',
    'localhost',
    '',
    '127.1',
  ])('refuses %s', (address) => {
    expect(addressRule(false)(address)).toBe(false);
  });

  it.each(['1.1.1.1', '34.224.0.1', '2606:4700::1111', '::ffff:1.1.1.1'])('allows %s', (address) => {
    expect(addressRule(false)(address)).toBe(true);
  });

  it('allows what the operator listed and nothing beside it', () => {
    const rule = addressRule(['127.0.0.1', '10.1.0.0/16', 'fd00::/8']);
    expect(['127.0.0.1', '::ffff:127.0.0.1', '10.1.255.1', 'fd12::1', '1.1.1.1'].map(rule)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['127.0.0.2', '10.2.0.1', 'fe80::1', '169.254.169.254'].map(rule)).toEqual([false, false, false, false]);
  });

  it('allows all where the operator says so', () => {
    expect(addressRule(true)('127.0.0.1')).toBe(true);
  });
});
