const SEED = 0x9747b28c;
const M = 0x5bd1e995;
const R = 24;

/** Kafka's hash of a key's bytes, as every JVM client computes it; signed 32 bits. */
export function murmur2(data: Buffer): number {
  let hash = SEED ^ data.length;
  const words = data.length & ~3;
  for (let at = 0; at < words; at += 4) {
    let word = Math.imul(data.readInt32LE(at), M);
    word ^= word >>> R;
    hash = Math.imul(hash, M) ^ Math.imul(word, M);
  }
  const left = data.length - words;
  if (left === 3) hash ^= data[words + 2]! << 16;
  if (left >= 2) hash ^= data[words + 1]! << 8;
  if (left >= 1) {
    hash ^= data[words]!;
    hash = Math.imul(hash, M);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, M);
  return hash ^ (hash >>> 15);
}

/** The partition Kafka's default partitioner gives a key. */
export function partitionOfKey(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}
