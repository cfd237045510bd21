import type { ContractField } from './contract.js';
import type { ViolationRule } from './violation.js';

/** What is wrong with a non-empty text; null when nothing is. */
export type ValueCheck = (value: string) => Problem | null;

export interface Problem {
  readonly rule: ViolationRule;
  readonly expected: string;
}

// Lone surrogates (Cs) cannot be encoded; control characters end lines and terminals; line and paragraph separators and bidi overrides make text show what it is not.
const REFUSED = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/u;
const ONLY_BLANK = /^[\p{White_Space}\u200b\u2060\ufeff]*$/u;
const EMAIL = /^[^\s@"(),:;<>[\\\]]{1,64}@[^\s@"(),:;<>[\\\]]+$/u;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** RFC 5321, 4.5.3.1.3: a path of 256 octets less its brackets. */
const LONGEST_EMAIL = 254;
/** Fits a Kafka key, a URL and an index of every platform known. */
const LONGEST_ID = 64;

/** The check of one field, compiled once. A `status` is checked through its table instead. */
export function compileValueCheck(field: ContractField): ValueCheck {
  const pattern = field.pattern === null ? null : new RegExp(`^(?:${field.pattern})$`, 'u');
  const checkType = typeCheck(field);
  const mismatch: Problem = { rule: 'pattern', expected: "text of the field's pattern" };
  if (pattern === null) return checkType;
  return (value) => checkType(value) ?? (pattern.test(value) ? null : mismatch);
}

function typeCheck(field: ContractField): ValueCheck {
  switch (field.type) {
    case 'employeeId':
      return checkEmployeeId;
    case 'email':
      return checkEmail;
    case 'date':
      return checkDate;
    case 'string':
    case 'status':
      return textCheck(field.maxLength ?? LONGEST_ID);
  }
}

const ID_FORM: Problem = { rule: 'format', expected: 'an ID of visible ASCII characters without spaces' };
const ID_LENGTH: Problem = { rule: 'too_long', expected: `an ID of at most ${LONGEST_ID} characters` };

/** ASCII only: an ID that has two Unicode spellings would be two people. Kept as it is, leading zeros and all. */
export function checkEmployeeId(value: string): Problem | null {
  if (value.length > LONGEST_ID) return ID_LENGTH;
  return /^[\x21-\x7e]+$/.test(value) ? null : ID_FORM;
}

const EMAIL_FORM: Problem = { rule: 'format', expected: 'an e-mail address' };
const EMAIL_LENGTH: Problem = {
  rule: 'too_long',
  expected: `an e-mail address of at most ${LONGEST_EMAIL} characters`,
};

function checkEmail(value: string): Problem | null {
  if (value.length > LONGEST_EMAIL) return EMAIL_LENGTH;
  if (REFUSED.test(value) || !EMAIL.test(value)) return EMAIL_FORM;
  const at = value.indexOf('@');
  const labels = value.slice(at + 1).split('.');
  const local = value.slice(0, at);
  const dots = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  const domain =
    labels.length > 1 && labels.every((label) => label.length > 0 && label.length <= 63 && !/^-|-$/.test(label));
  return dots || !domain ? EMAIL_FORM : null;
}

const DATE_FORM: Problem = { rule: 'date', expected: 'a calendar date from 1900-01-01 on, as YYYY-MM-DD' };
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function checkDate(value: string): Problem | null {
  const match = DATE.exec(value);
  if (match === null) return DATE_FORM;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1900 || month < 1 || month > 12 || day < 1) return DATE_FORM;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= DAYS[month - 1]! + (leap ? 1 : 0) ? null : DATE_FORM;
}

function textCheck(maxLength: number): ValueCheck {
  const tooLong: Problem = { rule: 'too_long', expected: `at most ${maxLength} characters` };
  const refused: Problem = {
    rule: 'characters',
    expected: 'well-formed text without control, line or direction characters',
  };
  const blank: Problem = { rule: 'blank', expected: 'text with something visible in it' };
  return (value) => {
    if (value.length > maxLength && isLonger(value, maxLength)) return tooLong;
    if (REFUSED.test(value)) return refused;
    return ONLY_BLANK.test(value) ? blank : null;
  };
}

/** Counts code points and stops at the limit, so that a huge value costs no more than a long one. */
function isLonger(value: string, maxLength: number): boolean {
  if (value.length > maxLength * 2) return true;
  const characters = value[Symbol.iterator]();
  for (let count = 0; count <= maxLength; count++) if (characters.next().done === true) return false;
  return true;
}
