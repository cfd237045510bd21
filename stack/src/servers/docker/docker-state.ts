import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the containers of one state directory have in common from start to start. */
export interface DockerState {
  /** In the volumes' names. A new one when the state directory has been deleted: then the old volumes are nobody's. */
  readonly id: string;
  readonly clusterId: string;
  /** The superuser's password, fixed when the data directory was made. */
  readonly databasePassword: string;
}

const readFields = (text: string): DockerState => JSON.parse(text) as DockerState;

/** 16 random bytes as URL-safe base64 that does not begin with a dash, which Kafka's tool would read as an option. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

function newState(): DockerState {
  return {
    id: randomBytes(6).toString('hex'),
    clusterId: newClusterId(),
    databasePassword: randomBytes(18).toString('hex'),
  };
}

/** The state kept in `stateDir/docker.json` (readable by its owner only), made at the first start; a fresh one for `null`. */
export async function loadDockerState(stateDir: string | null): Promise<DockerState> {
  if (stateDir === null) return newState();
  const file = join(stateDir, 'docker.json');
  const known = await readFile(file, 'utf8').catch(() => null);
  if (known !== null) return readFields(known);
  const state = newState();
  await mkdir(stateDir, { recursive: true });
  await writeFile(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return state;
}
