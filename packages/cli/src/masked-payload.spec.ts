import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskPayload } from './masked-payload.js';

const masked = (value: unknown) => maskPayload(Buffer.from(JSON.stringify(value))).join('\n');

describe('a masked payload', () => {
  it('shows the form and no value', () => {
    expect(
      JSON.parse(masked({ employee: { firstName: 'Ana', tags: ['x', 1, null] }, 'ana@example.com': true })),
    ).toEqual({
      employee: { firstName: '‹string of 3 characters›', tags: ['‹string of 1 character›', '‹number›', '‹null›'] },
      '‹key 2›': '‹boolean›',
    });
  });

  it('says of what is no JSON only how long it is', () => {
    expect(maskPayload(Buffer.from('{"firstName":"Ana"'))).toEqual(['18 bytes that are no JSON']);
  });

  it('never shows a text', () => {
    const secret = 'geheim';
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'small' }), (value) => {
        const around = { a: [value, { b: secret }], [`${secret} key`]: secret };
        expect(masked(around)).not.toContain(secret);
      }),
    );
  });
});
