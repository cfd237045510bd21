import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stackError } from '../../stack-error.js';

const run = promisify(execFile);

/** The feature release in what `java -version` prints, e.g. 17; `null` when it is not there. `1.8.0` is 8. */
export function javaRelease(output: string): number | null {
  const version = /version "(\d+)(?:\.(\d+))?/.exec(output);
  if (version === null) return null;
  return Number(version[1] === '1' ? version[2] : version[1]);
}

/** The command for Java: `JAVA_HOME`'s when set, else the one on the path. Throws when there is none or it is older than 17. */
export async function findJava(): Promise<string> {
  const home = process.env['JAVA_HOME'];
  const java = home === undefined || home === '' ? 'java' : join(home, 'bin/java');
  const remedy = 'Install Java 17 or newer and Maven (apt-get install openjdk-17-jre-headless maven), or Docker.';
  const output = await run(java, ['-version']).then(
    ({ stdout, stderr }) => stdout + stderr,
    (failed: unknown) => {
      throw stackError('LOCKSTEP_STACK_NO_JAVA', `no Java: \`${java} -version\` does not run`, remedy, failed);
    },
  );
  const release = javaRelease(output);
  if (release === null || release < 17) {
    throw stackError('LOCKSTEP_STACK_NO_JAVA', `Java ${release ?? '(unknown)'} is too old for Kafka 4`, remedy);
  }
  return java;
}
