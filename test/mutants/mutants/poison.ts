import type { Mutant } from '../mutant.js';

const intake = 'services/upserter/src/event-intake.spec.ts';

/** What is no event, and what only looks like poison: invariant 6. */
export const poison: readonly Mutant[] = [
  {
    name: 'key-mismatch-ignored',
    file: 'services/upserter/src/event-intake.ts',
    from: "if (decoded.employeeId !== key.toString('utf8')) {",
    to: "if (decoded.employeeId === '' && key.length === 0) {",
    breaks: '3: an event under a strange key is on another partition than its siblings, and ordered with none of them',
    killers: [{ file: intake, test: 'has an outcome that can be written, whatever its key' }],
  },
  {
    name: 'undecodable-bytes-block',
    file: 'services/upserter/src/event-intake.ts',
    from: "if (error.disposition === 'pause' && error.code !== 'LOCKSTEP_UNEXPECTED') throw error;",
    to: "if (error.code !== 'LOCKSTEP_UNEXPECTED') throw error;",
    breaks: '6: poison never blocks',
    killers: [{ file: intake, test: 'goes to the dead letters with its bytes' }],
  },
  {
    name: 'registry-outage-taken-for-a-bad-record',
    file: 'services/upserter/src/event-intake.ts',
    from: "if (error.disposition === 'pause' && error.code !== 'LOCKSTEP_UNEXPECTED') throw error;",
    to: '',
    breaks: '6: a registry that is away says nothing about the record',
    killers: [{ file: intake, test: 'waits while the registry is away' }],
  },
  {
    name: 'null-key-blocks',
    file: 'services/upserter/src/event-intake.ts',
    from: '    if (value === null || key === null) {',
    to: "    if (key === null) throw new TypeError('no key');\n    if (value === null) {",
    breaks: '6: poison never blocks',
    killers: [{ file: intake, test: 'a dead letter that Kafka refuses goes out bare' }],
  },
  {
    name: 'poison-never-done',
    file: 'services/upserter/src/event-intake.ts',
    from: 'if (await this.setAside(letter, outcome)) delivery.done();',
    to: 'await this.setAside(letter, outcome);',
    breaks: '6: what is set aside is committed, and does not come again',
    killers: [{ file: intake, test: 'is set aside when its IDs are none' }],
  },
  {
    name: 'decode-guard-off',
    file: 'services/upserter/src/decode-guard.ts',
    from: 'return deaths >= MARKED_DEATHS;',
    to: 'return deaths >= MARKED_DEATHS && state.left < 0;',
    breaks: '6: bytes that kill the process are not decoded for ever',
    killers: [
      { file: 'services/upserter/src/decode-guard.spec.ts', test: 'is put aside undecoded after three deaths' },
    ],
  },
  {
    name: 'lengths-trusted',
    file: 'packages/messaging/src/avro/bounds-walk.ts',
    from: "  if (length > bytes.length - after) throw new Error('a length beyond the end');\n",
    to: '',
    breaks: '6: lengths are checked against the bytes that remain before anything is decoded',
    killers: [
      { file: 'packages/messaging/src/avro/bounds-walk.spec.ts', test: 'refuses what the remaining bytes cannot hold' },
    ],
  },
  {
    name: 'mangled-retry-headers-taken',
    file: 'packages/messaging/src/retry-records.ts',
    from: 'const history = readHistory(headers[HEADERS.history]);',
    to: 'const history = readHistory(headers[HEADERS.history]) ?? [];',
    breaks: '6: a retry whose headers are mangled is set aside',
    killers: [
      {
        file: 'packages/messaging/src/retry-records.spec.ts',
        test: 'are refused as a whole when one is missing or mangled',
      },
    ],
  },
];
