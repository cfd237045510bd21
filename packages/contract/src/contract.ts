/** What a field's value is and how it is checked (`check-value.ts`). */
export const FIELD_TYPES = ['employeeId', 'email', 'date', 'status', 'string'] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** What an empty value (`''`) of the HRIS becomes in the body for the learning platform. */
export const EMPTY_RULES = ['skip', 'send_empty', 'send_null'] as const;
export type EmptyRule = (typeof EMPTY_RULES)[number];

/** One field of the written contract. */
export interface ContractField {
  readonly name: string;
  readonly description: string;
  readonly type: FieldType;
  /** Longest value in characters (code points); null where the type itself has the limit. */
  readonly maxLength: number | null;
  /** Regular expression (flag `u`) the whole value must match; null for none. */
  readonly pattern: string | null;
  readonly required: boolean;
  /** Statuses for which a required field may be missing, null or empty. */
  readonly notRequiredFor: readonly string[];
  readonly sourceOfTruth: string;
  /** HRIS adapter → path in its record (`field-path.ts`); null where that HRIS does not have the field. */
  readonly from: Readonly<Record<string, string | null>>;
  /** L&D adapter → path in its body; null where that platform does not take the field. */
  readonly to: Readonly<Record<string, string | null>>;
  readonly whenEmpty: EmptyRule;
  /** Personal data in the sense of the GDPR. */
  readonly personal: boolean;
}

/** Where a status stands in an employment: leave is `current`, only `ended` is leaving. */
export const EMPLOYMENT_PHASES = ['upcoming', 'current', 'ended'] as const;
export type EmploymentPhase = (typeof EMPLOYMENT_PHASES)[number];

/** What a learner's account shall be. Leavers are suspended, never deleted. */
export const LEARNER_STATES = ['active', 'suspended'] as const;
export type LearnerState = (typeof LEARNER_STATES)[number];

/** One status of the contract's own list; every system's words map to or from these. */
export interface StatusDefinition {
  readonly name: string;
  readonly description: string;
  readonly employment: EmploymentPhase;
  readonly learner: LearnerState;
}

export interface HrisMapping {
  /** `convert`: whole numbers from 0 to 2^53 - 1 are taken as IDs as if they were text. */
  readonly numericIds: 'reject' | 'convert';
  /** The vendor's value → a status of the contract. */
  readonly statuses: Readonly<Record<string, string>>;
}

export interface LndMapping {
  /** Status of the contract → the platform's value. */
  readonly statuses: Readonly<Record<string, string>>;
  /** The platform's field that opens or suspends the account; null where the status alone does it. */
  readonly learnerState: {
    readonly to: string;
    readonly active: string | boolean | number;
    readonly suspended: string | boolean | number;
  } | null;
}

/** Who is synced at all, as a condition over field values; a missing or null value equals nothing. */
export type ScopeRule =
  | 'everyone'
  | { readonly all: readonly ScopeRule[] }
  | { readonly any: readonly ScopeRule[] }
  | { readonly not: ScopeRule }
  | { readonly field: string; readonly equals: string }
  | { readonly field: string; readonly in: readonly string[] }
  | { readonly field: string; readonly startsWith: string };

/** The two who sign the contract. */
export const APPROVER_ROLES = ['hris_admin', 'lnd_admin'] as const;
export type ApproverRole = (typeof APPROVER_ROLES)[number];

export interface Approval {
  readonly role: ApproverRole;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly approvedAt: string;
  /** The content hash that was signed, hex. */
  readonly contentHash: string;
  /** Ed25519 over `approvalMessage`, base64. */
  readonly signature: string;
}

/** The written contract, read and checked. */
export interface Contract {
  /** The file's name as given, for messages. */
  readonly name: string;
  readonly title: string;
  /** SHA-256, hex, over the content without its approvals (`content-hash.ts`). */
  readonly contentHash: string;
  readonly unknownFields: 'ignore' | 'reject';
  readonly fields: readonly ContractField[];
  readonly statuses: readonly StatusDefinition[];
  readonly scope: ScopeRule;
  readonly hris: Readonly<Record<string, HrisMapping>>;
  readonly lnd: Readonly<Record<string, LndMapping>>;
  readonly approvals: readonly Approval[];
  /** The file's text as read. */
  readonly text: string;
}
