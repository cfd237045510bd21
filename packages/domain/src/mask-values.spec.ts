import { describe, expect, it } from '@jest/globals';
import { maskValues } from './mask-values.js';

describe('masking a reason', () => {
  const values = { employeeId: '4711', email: 'ana.novak@example.com', firstName: 'Ana', lastName: 'Novák (x)', n: 7 };

  it('hides every value of the person, longest first, in any case', () => {
    expect(maskValues('ANA.NOVAK@example.com of ana novák (X) is taken', values)).toBe(
      '‹email› of ‹firstName› ‹lastName› is taken',
    );
  });

  it('keeps the employee ID', () => {
    expect(maskValues('4711 unknown', values)).toBe('4711 unknown');
  });
});
