/** One record of `ops.actions`: what a person did in the console or on the command line. */
export interface OperatorAction {
  readonly actionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Name of the account. */
  readonly operator: string;
  readonly operatorKind: 'os_user' | 'oidc';
  /** `<noun>.<verb>`, such as `dlt.replay`. */
  readonly action: string;
  /** What it was done to: an ID, never a value of a person. */
  readonly subject: string;
  readonly reason: string | null;
  /** JSON text; `{}` for nothing. */
  readonly details: string;
}
