/** What the sandbox platform insists on; switchable while it runs. */
export interface PlatformRules {
  /** An unknown `managerId` is refused: 422 `unknown_manager`. Default false. */
  readonly managerCheck: boolean;
  /** Whom a work e-mail must be unique among, 409 `email_taken` otherwise. Default `active`: a leaver's is free again. */
  readonly emailUnique: 'active' | 'all' | 'off';
}

export const DEFAULT_PLATFORM_RULES: PlatformRules = { managerCheck: false, emailUnique: 'active' };

/** The rules after a partial change; a sentence when the change cannot be understood. */
export function changeRules(rules: PlatformRules, change: Readonly<Record<string, unknown>>): PlatformRules | string {
  const { managerCheck = rules.managerCheck, emailUnique = rules.emailUnique, ...others } = change;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `there is no rule ${JSON.stringify(unknown)}; known: managerCheck, emailUnique`;
  if (typeof managerCheck !== 'boolean') return 'managerCheck is true or false';
  if (emailUnique !== 'active' && emailUnique !== 'all' && emailUnique !== 'off') {
    return 'emailUnique is "active", "all" or "off"';
  }
  return { managerCheck, emailUnique };
}
