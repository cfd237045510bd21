/** Kafka's varints are zigzag: n is written as 2n, -n as 2n - 1, so that small numbers of either sign are short. */
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** Bytes `writeVarint` takes for a whole number up to 2^52. */
export function varintSize(value: number): number {
  let size = 1;
  for (let left = zigzag(value); left >= 0x80; left = Math.floor(left / 0x80)) size += 1;
  return size;
}

/** @returns where to go on */
export function writeVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let left = zigzag(value);
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[at++] = (left % 0x80) | 0x80;
  bytes[at++] = left;
  return at;
}
