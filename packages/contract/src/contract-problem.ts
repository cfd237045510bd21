import { LockstepError } from '@lockstep/domain';

/** One thing that is wrong with a contract or approvers file. */
export interface ContractProblem {
  /** From 1; 1:1 where the problem is the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/**
 * Code LOCKSTEP_CONTRACT_INVALID (disposition `halt`): the file cannot be used. The message lists every problem, one a
 * line, as `file:line:column message`; `problems` has them as data.
 */
export class ContractInvalid extends LockstepError {
  readonly problems: readonly ContractProblem[];

  constructor(name: string, problems: readonly ContractProblem[]) {
    const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
    const count = sorted.length === 1 ? 'one problem' : `${sorted.length} problems`;
    const lines = sorted.map((problem) => `${name}:${problem.line}:${problem.column} ${problem.message}`);
    super({
      code: 'LOCKSTEP_CONTRACT_INVALID',
      message: `${name} has ${count}:\n${lines.join('\n')}`,
      stage: 'before',
      disposition: 'halt',
      remedy: 'Correct the lines named, then run: lockstep contract check',
    });
    this.problems = sorted;
  }
}
