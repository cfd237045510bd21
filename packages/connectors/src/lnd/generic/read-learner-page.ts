import type { LearnerPage, ListedLearner } from '../learner-directory.js';
import { asObject } from '../platform-reason.js';
import type { RawAnswer } from '../raw-answer.js';
import { parseJson } from '../recognise-success.js';

/** A page, or what is wrong with the answer. */
export type PageReading =
  { readonly kind: 'page'; readonly page: LearnerPage } | { readonly kind: 'unusable'; readonly problem: string };

/** Reads `{"learners":[…],"next":cursor|null}`. One learner that cannot be read spoils the page: half a list is none. */
export function readLearnerPage(answer: RawAnswer): PageReading {
  if (answer.status !== 200) return unusable(`it answered ${answer.status}`);
  if (answer.body.kind === 'too_large') return unusable('the page is too long to be read');
  if (answer.body.kind === 'lost') return unusable(answer.body.reason);
  const body = asObject(parseJson(answer.body.text));
  if (body === null) return unusable('the page is no JSON object');
  const { learners, next } = body;
  if (!Array.isArray(learners)) return unusable('the page has no list of learners');
  if (next !== null && (typeof next !== 'string' || next === ''))
    return unusable('the page does not say what comes next');
  const read: ListedLearner[] = [];
  for (const [index, entry] of learners.entries()) {
    const learner = asObject(entry);
    const employeeId = learner?.['employeeId'];
    if (learner === null || typeof employeeId !== 'string' || employeeId === '') {
      return unusable(`learner ${index} of the page has no employee ID`);
    }
    const { employeeId: _joinKey, ...fields } = learner;
    read.push({ employeeId, fields });
  }
  return { kind: 'page', page: { learners: read, next } };
}

function unusable(problem: string): PageReading {
  return { kind: 'unusable', problem };
}
