import { ENCODINGS, SHAPES, SIZES } from './bodies.js';
import type { HostileRequest } from './hostile-request.js';
import { BROKEN_OFF, CONTENT_TYPES, FRAMING, HEADERS, PROTOCOLS, TARGETS } from './protocol.js';
import { REPLAYS, SIGNATURES } from './signatures.js';

/** Every hostile request that is answered at once. */
export const HOSTILE_REQUESTS: readonly HostileRequest[] = [
  ...SIGNATURES,
  ...REPLAYS,
  ...ENCODINGS,
  ...SHAPES,
  ...SIZES,
  ...HEADERS,
  ...FRAMING,
  ...TARGETS,
  ...CONTENT_TYPES,
  ...PROTOCOLS,
  ...BROKEN_OFF,
];

export { SLOW as SLOW_REQUESTS } from './protocol.js';
