const POLYNOMIAL = 0x82f63b78;

/** Eight tables, so that eight bytes are taken at once ("slicing by 8"). */
const TABLES = makeTables();

/** CRC-32C (Castagnoli; RFC 3720, appendix B.4) of bytes[start, end), as an unsigned number. */
export function crc32c(bytes: Buffer, start: number, end: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as Tables;
  let crc = -1;
  let at = start;
  for (; at + 8 <= end; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      t7[crc & 0xff]! ^
      t6[(crc >>> 8) & 0xff]! ^
      t5[(crc >>> 16) & 0xff]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!;
  }
  for (; at < end; at += 1) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]!) & 0xff]!;
  return (crc ^ -1) >>> 0;
}

type Table = Int32Array;
type Tables = [Table, Table, Table, Table, Table, Table, Table, Table];

function makeTables(): Table[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    return crc;
  });
  const tables = [first];
  for (let n = 1; n < 8; n += 1) {
    const before = tables[n - 1]!;
    tables.push(before.map((crc) => (crc >>> 8) ^ first[crc & 0xff]!));
  }
  return tables;
}
