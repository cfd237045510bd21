import { LockstepError } from '@lockstep/domain';

/** What of a peer's record (bench/peers/employee.avsc) is synced. */
export interface PeerRecord {
  readonly eventId: string;
  readonly changeType: 'created' | 'updated' | 'terminated';
  readonly employeeId: string;
  readonly version: number;
  readonly emittedAtUs: number;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly title: string | null;
  readonly department: string | null;
  readonly managerId: string | null;
  /** Days since the epoch. */
  readonly hireDate: number;
  readonly active: boolean;
}

const CHANGE_TYPES = ['created', 'updated', 'terminated'] as const;
/** Magic byte 0 and the schema's ID, which says nothing here: the schema is fixed. */
const HEADER_BYTES = 5;

/**
 * Reads a record of the peers' topics. By hand, since their schema has an array, which the product's codec refuses: no
 * event of ours may have one.
 * @throws LockstepError LOCKSTEP_UNDECODABLE (dead_letter)
 */
export function readPeerRecord(bytes: Buffer): PeerRecord {
  const from = new AvroReader(bytes, HEADER_BYTES);
  const eventId = from.text();
  const changeType = CHANGE_TYPES[from.number()];
  if (changeType === undefined) throw undecodable('its event type is none of the three');
  const employeeId = from.text();
  const version = from.number();
  const emittedAtUs = from.number();
  const email = from.text();
  const firstName = from.text();
  const lastName = from.text();
  from.text(); // displayName
  const title = from.optionalText();
  const department = from.optionalText();
  from.optionalText(); // costCenter
  const managerId = from.optionalText();
  from.optionalText(); // location
  from.text(); // country
  from.text(); // locale
  const hireDate = from.number();
  const active = from.boolean();
  const who = { eventId, changeType, employeeId, version, emittedAtUs, email, firstName, lastName };
  return { ...who, title, department, managerId, hireDate, active };
}

/** Avro's binary encoding, as far as the record needs it. */
class AvroReader {
  constructor(
    private readonly bytes: Buffer,
    private at: number,
  ) {}

  /** A zigzag varint. Multiplies instead of shifting: microseconds since the epoch have more than 32 bits. */
  number(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw undecodable('it ends within a number');
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
      factor *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  boolean(): boolean {
    return this.number() !== 0;
  }

  text(): string {
    const length = this.number();
    const end = this.at + length;
    if (length < 0 || end > this.bytes.length) throw undecodable('it ends within a text');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end;
    return text;
  }

  optionalText(): string | null {
    return this.number() === 0 ? null : this.text();
  }
}

function undecodable(why: string): LockstepError {
  return new LockstepError({
    code: 'LOCKSTEP_UNDECODABLE',
    message: `the record is none of the peers’: ${why}`,
    stage: 'before',
    disposition: 'dead_letter',
    remedy: 'Fill the topic with bench/tools/loadgen.',
  });
}
