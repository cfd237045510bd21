const LONGEST_ID = 64;

/** The employee as a message names it: by ID only, shortened and without what a terminal or chat would act on. */
export function employeeText(employeeId: string | null): string {
  if (employeeId === null) return 'An employee whose ID cannot be read';
  return `Employee ${plainText(employeeId, LONGEST_ID)}`;
}

/** Text from outside as it may stand in a message. */
export function plainText(text: string, longest: number): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '�');
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
}
