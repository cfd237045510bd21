import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_AHEAD_MS, readOccurredAt } from './read-occurred-at.js';

const NOW = Date.UTC(2026, 10, 2, 12);

describe('when a change occurred', () => {
  it.each([
    ['2026-11-02T09:15:00Z', Date.UTC(2026, 10, 2, 9, 15)],
    ['2026-11-02T09:15:00+01:00', Date.UTC(2026, 10, 2, 8, 15)],
    ['2026-11-02T09:15:00-05:30', Date.UTC(2026, 10, 2, 14, 45)],
    ['2026-11-02T09:15:00.123456789Z', Date.UTC(2026, 10, 2, 9, 15, 0, 123)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2000-02-29T00:00:00Z', Date.UTC(2000, 1, 29)],
  ])('is read from %s', (text, at) => {
    expect(readOccurredAt(text, NOW)).toEqual({ ok: true, at });
  });

  it.each([
    '2026-11-02T09:15:00',
    '2026-11-02',
    '2026-11-02T09:15Z',
    '2026-11-02 09:15:00Z',
    '02.11.2026',
    '1793610900',
    '',
    '2025-02-29T00:00:00Z',
    '2025-04-31T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-11-00T00:00:00Z',
    '2026-11-02T24:00:00Z',
    '2026-11-02T23:60:00Z',
    '2026-11-02T23:59:60Z',
    '2026-11-02T09:15:00+15:00',
    '2026-11-02T09:15:00+01:60',
    '1969-12-31T23:59:59Z',
    '+002026-11-02T09:15:00Z',
    '2026-11-02T09:15:00z',
    1793610900000,
    null,
    undefined,
    {},
    ['2026-11-02T09:15:00Z'],
  ])('is refused: %j', (value) => {
    expect(readOccurredAt(value, NOW)).toMatchObject({ ok: false });
  });

  it('may be a day ahead and no more, or nothing newer could be applied', () => {
    expect(readOccurredAt(new Date(NOW + MAX_AHEAD_MS).toISOString(), NOW)).toMatchObject({ ok: true });
    expect(readOccurredAt(new Date(NOW + MAX_AHEAD_MS + 1).toISOString(), NOW)).toMatchObject({ ok: false });
  });

  it('is what any date says that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(NOW), noInvalidDate: true }), (date) => {
        expect(readOccurredAt(date.toISOString(), NOW)).toEqual({ ok: true, at: date.getTime() });
      }),
    );
  });
});
