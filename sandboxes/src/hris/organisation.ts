import { chanceOf, chanceSequence } from '../seeded-chance.js';
import type { EmployeeRecord } from './employee-record.js';
import { NAME_STOCKS } from './names.js';

const DEPARTMENTS: readonly { readonly name: string; readonly titles: readonly string[] }[] = [
  { name: 'Engineering', titles: ['Software Engineer', 'Site Reliability Engineer', 'QA Analyst'] },
  { name: 'Sales & Partnerships', titles: ['Account Executive', 'Sales Development Representative'] },
  { name: 'Customer Success', titles: ['Customer Success Manager', 'Support Specialist (2nd level)'] },
  { name: 'Forschung & Entwicklung', titles: ['Wissenschaftliche:r Mitarbeiter:in', 'Laborleiter:in'] },
  { name: 'Ressources humaines', titles: ['Chargé·e de recrutement', 'Gestionnaire de paie'] },
  { name: '財務部', titles: ['経理担当', 'Financial Analyst'] },
  { name: 'Operations', titles: ['Warehouse Associate', 'Forklift Operator', 'Shift Lead'] },
];

/** How many report to one manager. */
const SPAN = 7;
const FIRST_ID = 10_001;
const DAY_MS = 86_400_000;

/** The ID of the n-th employee, from 0. */
export function employeeIdOf(n: number): string {
  return String(FIRST_ID + n);
}

/**
 * The n-th employee of the organisation of this seed. Everyone but the first reports to someone before them, so the
 * managers are a tree; each of the first's reports heads a department. About 3 % have left, 4 % are on leave; whoever
 * manages somebody is neither.
 * @param size employees of the organisation, which decides who manages somebody
 */
export function makeEmployee(seed: number, n: number, size: number): EmployeeRecord {
  const chance = chanceSequence(Math.floor(chanceOf(seed, 'employee', n) * 4_294_967_296));
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const stock = pick(NAME_STOCKS);
  const firstName = pick(stock.given);
  // One in nine has a family name of another language: people move and marry.
  const lastName = pick(chance() < 0.11 ? pick(NAME_STOCKS).family : stock.family);
  const department = departmentOf(n);
  const manages = n * SPAN + 1 < size;
  const hiredDaysAgo = Math.floor(chance() * 20 * 365);
  const hireDate = dateOf(Date.UTC(2026, 0, 1) - hiredDaysAgo * DAY_MS);
  const lot = manages ? 1 : chance();
  const employmentStatus = lot < 0.03 ? 'terminated' : lot < 0.07 ? 'leave' : 'active';
  return {
    employeeId: employeeIdOf(n),
    workEmail: emailOf(firstName, lastName, n),
    firstName,
    lastName,
    hireDate,
    managerId: n === 0 ? null : employeeIdOf(Math.floor((n - 1) / SPAN)),
    department: department?.name ?? 'Executive Board',
    jobTitle:
      department === null
        ? 'Chief Executive Officer'
        : n <= SPAN
          ? `Head of ${department.name}`
          : pick(department.titles),
    employmentStatus,
    terminationDate:
      employmentStatus === 'terminated' ? dateOf(Date.UTC(2026, 0, 1) - Math.floor(chance() * 90) * DAY_MS) : null,
  };
}

/** The whole organisation. */
export function makeOrganisation(seed: number, size: number): readonly EmployeeRecord[] {
  return Array.from({ length: size }, (_, n) => makeEmployee(seed, n, size));
}

/** Some department and a title in it, for a change of job. */
export function pickJob(chance: () => number): { readonly department: string; readonly jobTitle: string } {
  const department = DEPARTMENTS[Math.floor(chance() * DEPARTMENTS.length)]!;
  return { department: department.name, jobTitle: department.titles[Math.floor(chance() * department.titles.length)]! };
}

/** Some family name, for a marriage. */
export function pickFamilyName(chance: () => number): string {
  const { family } = NAME_STOCKS[Math.floor(chance() * NAME_STOCKS.length)]!;
  return family[Math.floor(chance() * family.length)]!;
}

/** The calendar date in UTC, YYYY-MM-DD. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function departmentOf(n: number): (typeof DEPARTMENTS)[number] | null {
  let head = n;
  while (head > SPAN) head = Math.floor((head - 1) / SPAN);
  return head === 0 ? null : (DEPARTMENTS[head - 1] ?? null);
}

/** ASCII as mail systems make it; the number keeps two people of one name apart. */
function emailOf(firstName: string, lastName: string, n: number): string {
  const ascii = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z]/g, '')
      .toLowerCase();
  const local = [ascii(firstName), ascii(lastName)].filter((part) => part !== '').join('.');
  return `${local === '' ? 'staff' : local}.${FIRST_ID + n}@example.com`;
}
