import { fileURLToPath } from 'node:url';

/** `ops/topics.yaml` of this checkout or image. */
export const TOPICS_FILE = fileURLToPath(new URL('../../../ops/topics.yaml', import.meta.url));

/** `schemas/` of this checkout or image. */
export const SCHEMAS_DIR = fileURLToPath(new URL('../../../schemas', import.meta.url));
