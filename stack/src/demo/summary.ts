import type { Proof } from '../proof/facts.js';
import type { Expected } from './scenario.js';

/** What `npm run demo -- --json` prints, as one line. */
export interface Summary extends Omit<Proof, 'problems'> {
  readonly seconds: number;
  readonly ok: boolean;
  readonly problems: readonly string[];
}

/** Adds what the scenario knows to what the proof found: a wrong sum is a problem. */
export function summarise(proof: Proof, expected: Expected, refused: number, seconds: number): Summary {
  const ends = Object.values(proof.outcomes).reduce((sum, count) => sum + count, 0);
  const wrong = (what: string, is: number, shouldBe: number): string[] =>
    is === shouldBe ? [] : [`${what}: ${is}, and the scenario makes it ${shouldBe}`];
  const problems = [
    ...proof.problems,
    ...wrong('ends of events', ends, proof.events),
    ...wrong('retries', proof.retries, expected.retries),
    ...wrong('dead letters', proof.deadLettered, expected.deadLettered),
    ...wrong('rejected payloads', proof.rejected, expected.rejected),
    ...wrong('refused deliveries', refused, expected.refused),
  ];
  return { ...proof, seconds, ok: problems.length === 0, problems };
}

/** The summary for a person. */
export function summaryText(summary: Summary): string {
  const { outcomes } = summary;
  const line = (name: string, value: string | number): string => `  ${name.padEnd(16)} ${value}`;
  return [
    '',
    line('events', `${summary.events}, each with exactly one end:`),
    ...Object.entries(outcomes).map(([kind, count]) => line('', `${String(count).padStart(4)} ${kind}`)),
    line('rejected', `${summary.rejected} payloads the contract refused, kept on employee.rejected`),
    line('retries', summary.retries),
    line('dead letters', summary.deadLettered),
    line('learners', `${summary.learners} in the platform`),
    line('lost', summary.lost),
    line('stale writes', summary.staleWrites),
    line('doubled', summary.doubled),
    line('seconds', summary.seconds.toFixed(1)),
    '',
    summary.ok
      ? "Every invariant that can be seen from outside held (topics, the sender's journal, the platform's journal)."
      : `NOT as it must be:\n${summary.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    '',
  ].join('\n');
}
