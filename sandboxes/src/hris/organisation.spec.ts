import { describe, expect, it } from '@jest/globals';
import { employeeIdOf, makeOrganisation } from './organisation.js';

describe('the organisation of a seed', () => {
  const people = makeOrganisation(1, 400);
  const byId = new Map(people.map((person) => [person.employeeId, person]));

  it('is the same every time, and another for another seed', () => {
    expect(makeOrganisation(1, 400)).toEqual(people);
    expect(makeOrganisation(2, 400)).not.toEqual(people);
  });

  it('has one head and managers that form a tree of people who are there', () => {
    expect(people.filter((person) => person['managerId'] === null).map(({ employeeId }) => employeeId)).toEqual([
      employeeIdOf(0),
    ]);
    for (const person of people) {
      const above = new Set<string>();
      for (let at = person; at['managerId'] !== null; at = byId.get(at['managerId']!)!) {
        expect(above.has(at.employeeId)).toBe(false);
        above.add(at.employeeId);
        expect(byId.get(at['managerId']!)?.['employmentStatus']).toBe('active');
      }
    }
  });

  it('has no e-mail twice, leavers with a date, and names of many scripts', () => {
    expect(new Set(people.map((person) => person['workEmail'])).size).toBe(people.length);
    for (const person of people) {
      expect(person['terminationDate'] === null).toBe(person['employmentStatus'] !== 'terminated');
    }
    const text = people.flatMap((person) => [person['firstName'], person['lastName']]).join();
    for (const script of ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Han', 'Hangul']) {
      expect(text).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
    const statuses = new Set(people.map((person) => person['employmentStatus']));
    expect(statuses).toEqual(new Set(['active', 'leave', 'terminated']));
  });
});
