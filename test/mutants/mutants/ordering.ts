import type { Mutant } from '../mutant.js';

const pipeline = 'services/upserter/src/upsert-pipeline.spec.ts';
const limits = 'services/upserter/src/upsert-pipeline.limits.spec.ts';
const claim = 'packages/domain/src/claim.spec.ts';
const lanes = 'services/upserter/src/lanes.spec.ts';
const model = { file: 'packages/store/test/ledger-model.int.spec.ts', test: 'answers and remembers the same' };

/** Versions, leases, one event of an employee at a time: invariants 3 and 4. */
export const ordering: readonly Mutant[] = [
  {
    name: 'version-compare-dropped',
    file: 'packages/domain/src/claim.ts',
    from: "request.intent === 'superseded' || (newest !== null && isOlder(request, newest))",
    to: "request.intent === 'superseded' || (newest !== null && isOlder(request, newest) && request.attempt > 99)",
    breaks: '3: a stale version overwrites a newer one',
    killers: [
      { file: claim, test: 'supersedes an older version' },
      { file: pipeline, test: 'its retry never overwrites it' },
    ],
  },
  {
    name: 'version-compare-dropped-in-sql',
    file: 'packages/store/migrations/0001_ledger.sql',
    from: `WHEN r.intent = 'superseded'
          OR (r.modified_at, r.source_offset, r.event_id)
             < (e.newest_modified_at, e.newest_offset, e.newest_event_id) THEN 'superseded'`,
    to: "WHEN r.intent = 'superseded' THEN 'superseded'",
    breaks: '3: a stale version overwrites a newer one',
    killers: [model, { file: 'packages/store/test/ledger.int.spec.ts', test: 'ends an older version as superseded' }],
  },
  {
    name: 'equal-version-superseded',
    file: 'packages/domain/src/claim.ts',
    from: 'return request.eventId < newest.eventId;',
    to: 'return request.eventId <= newest.eventId;',
    breaks: '3: `<=` for `<`: the retry of the newest version is thrown away as stale',
    killers: [{ file: pipeline, test: 'may be retried and is applied' }],
  },
  {
    name: 'equal-version-superseded-in-sql',
    file: 'packages/store/migrations/0001_ledger.sql',
    from: '< (e.newest_modified_at, e.newest_offset, e.newest_event_id)',
    to: '<= (e.newest_modified_at, e.newest_offset, e.newest_event_id)',
    breaks: '3: `<=` for `<`: the retry of the newest version is thrown away as stale',
    killers: [model, { file: 'packages/store/test/ledger.int.spec.ts', test: 'spends nothing on a released claim' }],
  },
  {
    name: 'offset-does-not-break-ties',
    file: 'packages/domain/src/claim.ts',
    from: 'if (request.version.offset !== newest.offset) return request.version.offset < newest.offset;',
    to: '',
    breaks: '3: of two changes with the same time the older one may win',
    killers: [{ file: claim, test: 'also by the offset alone' }],
  },
  {
    name: 'lease-shorter-than-the-timeout',
    file: 'services/upserter/src/compose-upserter.ts',
    from: 'return settings.LND_TIMEOUT + settings.LEASE_MARGIN;',
    to: 'return settings.LND_TIMEOUT - settings.LEASE_MARGIN;',
    breaks: '3: another instance may claim an employee while a request about them is under way',
    killers: [{ file: 'services/upserter/src/compose-upserter.spec.ts', test: 'outlasts the longest request' }],
  },
  {
    name: 'request-after-the-end-of-its-lease',
    file: 'services/upserter/src/platform-calls.ts',
    from: 'if (shut || limits.giveUp() || this.isTooLate(limits)) return null;',
    to: 'if (shut || limits.giveUp()) return null;',
    breaks: '3: a request starts although somebody else may hold the employee by now',
    killers: [{ file: limits, test: 'starts no request that could outlast its lease' }],
  },
  {
    name: 'live-lease-not-respected',
    file: 'packages/domain/src/claim.ts',
    from: `  if (claim !== null && claim.until > now) return { kind: 'busy', until: claim.until };
  if (request.intent === 'out_of_scope')`,
    to: "  if (request.intent === 'out_of_scope')",
    breaks: '3: two instances send events of one employee at once',
    killers: [{ file: claim, test: 'is refused while somebody else holds a live lease' }],
  },
  {
    name: 'lost-lease-settled-all-the-same',
    file: 'services/upserter/src/upsert-pipeline.ts',
    from: "if (settled.kind === 'lost') return 'again';",
    to: 'void settled;',
    breaks: '2: an event whose employee somebody else has claimed since is told to have ended',
    killers: [{ file: pipeline, test: 'that has lost its lease tells nothing' }],
  },
  {
    name: 'newer-waits-behind-the-retry',
    file: 'services/upserter/src/lanes.ts',
    from: "if (overtaken) return 'supersede';",
    to: '',
    breaks: "3: a newer event waits behind an older one's call",
    killers: [
      { file: lanes, test: 'let a newer version overtake an older one that waits for its call' },
      { file: pipeline, test: 'supersedes what waits when a newer version arrives meanwhile' },
    ],
  },
  {
    name: 'oldest-version-wins-in-hand',
    file: 'services/upserter/src/lanes.ts',
    from: 'if (lane.waiting.length > 1) lane.waiting.sort(compareWork);',
    to: 'void compareWork;',
    breaks: '3: what came last wins, not what is newest',
    killers: [{ file: lanes, test: 'let the newest version win without a call' }],
  },
  {
    name: 'two-events-of-one-employee-at-once',
    file: 'services/upserter/src/lanes.ts',
    from: 'if (lane === undefined || lane.busy) return null;',
    to: 'if (lane === undefined) return null;',
    breaks: '3: two events of one employee are worked on in parallel',
    killers: [{ file: lanes, test: 'work on one event of an employee at a time' }],
  },
  {
    name: 'retry-ages-by-its-own-offset',
    file: 'services/upserter/src/event-intake.ts',
    from: 'offset: carried.origin.offset };',
    to: 'offset: delivery.offset };',
    breaks: '3: a retry looks newer than the event that overtook it',
    killers: [{ file: 'services/upserter/src/event-intake.spec.ts', test: 'keeps the version of its origin' }],
  },
  {
    name: 'dedupe-by-delivery-only',
    file: 'packages/connectors/src/delivery/judge-change.ts',
    from: 'const eventId = sha256Hex(eventIdentity(what));',
    to: 'const eventId = sha256Hex(delivery.deliveryId ?? eventIdentity(what));',
    breaks: '4: the same change under another delivery ID is another event',
    killers: [
      {
        file: 'services/ingest/src/delivery/accept-delivery.spec.ts',
        test: 'gives the same change the same ID in any process, under any delivery',
      },
    ],
  },
  {
    name: 'fresh-idempotency-key-per-attempt',
    file: 'services/upserter/src/platform-calls.ts',
    from: 'work.reference ? `${work.event.eventId}:manager` : work.event.eventId;',
    to: 'work.reference ? `${work.event.eventId}:manager` : `${work.event.eventId}:${work.attempt}`;',
    breaks: '4: a retry of what had been applied without an answer takes effect twice',
    killers: [{ file: pipeline, test: 'may be retried and is applied' }],
  },
];
