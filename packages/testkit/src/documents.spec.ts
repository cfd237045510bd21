import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { runCli } from '@lockstep/cli';
import { loadTopology } from '@lockstep/messaging';
import { codeOf, fragmentsOf, linksOf, namedTestsOf } from './markdown.js';
import { productSources, REPOSITORY, repositoryTexts } from './repository-texts.js';

const pages = repositoryTexts((path) => path.endsWith('.md'));
const page = (path: string): string => pages.find((one) => one.path === path)!.text;
/** Pages that tell people what to type: the design decisions may speak of commands that were considered. */
const instructions = pages.filter(({ path }) => !path.startsWith('docs/adr/'));
const inRepository = (from: string, target: string): string => join(REPOSITORY, dirname(from), target);

describe('links between documents', () => {
  it('lead to a file that is there, and to a heading that is on it', () => {
    const broken = pages.flatMap(({ path, text }) =>
      linksOf(text).flatMap((link) => {
        const target = link.path === '' ? join(REPOSITORY, path) : inRepository(path, link.path);
        if (!existsSync(target)) return [`${path}: ${link.path}`];
        if (link.fragment === null || !target.endsWith('.md')) return [];
        const isThere = fragmentsOf(readFileSync(target, 'utf8')).has(link.fragment);
        return isThere ? [] : [`${path}: ${link.path}#${link.fragment}`];
      }),
    );
    expect(pages.length).toBeGreaterThan(40);
    expect(broken).toEqual([]);
  });

  it('from the index of the decisions reach each of them, and from the index of the documents each page', () => {
    const linkedFrom = (index: string): readonly string[] =>
      linksOf(page(index)).map((link) => inRepository(index, link.path));
    const missing = (under: RegExp, index: string): readonly string[] =>
      pages
        .map(({ path }) => path)
        .filter((path) => under.test(path) && !linkedFrom(index).includes(join(REPOSITORY, path)));
    expect(missing(/^docs\/adr\/\d/, 'docs/adr/README.md')).toEqual([]);
    expect(missing(/^docs\/(?!README|adr\/\d)/, 'docs/README.md')).toEqual([]);
  });
});

describe('the proofs that documents name', () => {
  it('are tests of that name in that file', () => {
    const proofs = pages.flatMap(({ path, text }) => namedTestsOf(text).map((proof) => ({ from: path, ...proof })));
    const absent = proofs.filter(({ from, file, name }) => {
      const place = inRepository(from, file);
      if (!existsSync(place)) return true;
      const source = readFileSync(place, 'utf8');
      return ![`'${name}'`, `"${name}"`].some((quoted) => source.includes(quoted));
    });
    expect(proofs.length).toBeGreaterThan(40);
    expect(absent).toEqual([]);
  });
});

/** What `--help` of a command prints behind its examples; null when there is no such command. */
async function helpOf(noun: string, verb: string): Promise<string | null> {
  const lines: string[] = [];
  const plain = (text: string): string => text;
  await runCli([...[noun, verb].filter(Boolean), '--help'], {
    out: (line) => lines.push(line),
    err: () => {},
    colors: { bold: plain, dim: plain, green: plain, red: plain, yellow: plain },
    readStdin: () => Promise.resolve(''),
    now: () => 0,
    env: {},
    operator: 'reader',
  });
  const help = lines.join('\n');
  const usage = help.indexOf(`Usage: lockstep ${[noun, verb].filter(Boolean).join(' ')} `);
  return usage === -1 ? null : help.slice(usage);
}

interface Command {
  readonly from: string;
  readonly noun: string;
  readonly verbs: readonly string[];
  readonly flags: readonly string[];
}

/** `lockstep <noun> <verb> …`; `topics plan|apply` are two. Behind `#` and `;` it is another sentence. */
function commandsIn(from: string, code: string): readonly Command[] {
  const found = code.matchAll(
    /(?:^|\s|\()(?:npx lockstep|npm run lockstep --|lockstep) +([a-z]+)(?: +([a-z][a-z-]*(?:\|[a-z-]+)*))?([^#;|]*)/g,
  );
  return [...found].map(([, noun = '', verbs = '', rest = '']) => ({
    from,
    noun,
    verbs: verbs.split('|'),
    flags: [...rest.replace(/"[^"]*"/g, '').matchAll(/(?:^|\s)(--[a-z-]+)/g)].map(([, flag = '']) => flag),
  }));
}

async function unknownAmong(commands: readonly Command[]): Promise<readonly string[]> {
  const unknown: string[] = [];
  for (const { from, noun, verbs, flags } of commands)
    for (const verb of verbs) {
      // A noun without verbs, such as `doctor`, may be followed by a word of its own.
      const help =
        (await helpOf(noun, verb)) ??
        ((await helpOf(noun, ''))?.includes('\nCommands:') === false ? await helpOf(noun, '') : null);
      if (help === null) unknown.push(`${from}: lockstep ${noun} ${verb}`);
      else
        unknown.push(
          ...flags.filter((flag) => !help.includes(flag)).map((flag) => `${from}: lockstep ${noun} ${verb} ${flag}`),
        );
    }
  return [...new Set(unknown)];
}

describe('the commands that documents name', () => {
  it('lockstep …: have that noun, that verb and those options', async () => {
    const commands = instructions.flatMap(({ path, text }) => codeOf(text).flatMap((code) => commandsIn(path, code)));
    expect(commands.length).toBeGreaterThan(40);
    expect(await unknownAmong(commands)).toEqual([]);
  });

  it('npm run …: are scripts of package.json', () => {
    const scripts = (directory: string): readonly string[] =>
      Object.keys(
        (JSON.parse(readFileSync(join(REPOSITORY, directory, 'package.json'), 'utf8')) as { scripts?: object })
          .scripts ?? {},
      );
    const unknown = instructions.flatMap(({ path, text }) =>
      codeOf(text).flatMap((code) =>
        [...code.matchAll(/npm (?:run(?: --silent)? ([a-z:]+)|(start|test))((?: (?:-w|--workspace)[ =]\S+)?)/g)]
          .filter(
            ([, run = '', short = '', workspace = '']) =>
              !scripts(workspace.trim().split(/[ =]/)[1] ?? '').includes(run || short),
          )
          .map(([command]) => `${path}: ${command}`),
      ),
    );
    expect(unknown).toEqual([]);
  });
});

/** What signatures are bound to, and no command. */
const NO_COMMAND = 'lockstep contract approval';

describe('the commands that messages of the product name', () => {
  it('have that noun and that verb', async () => {
    const commands = productSources().flatMap(({ path, text }) =>
      [...text.replaceAll(NO_COMMAND, '').matchAll(/lockstep ([a-z]+) ([a-z]+)(?=['`.,;:)\s]| --)/g)].map(
        ([, noun = '', verb = '']) => ({
          from: path,
          noun,
          verbs: [verb],
          flags: [],
        }),
      ),
    );
    const nouns = ['contract', 'topics', 'schemas', 'database', 'upserter', 'dlt', 'rejected'];
    expect(commands.length).toBeGreaterThan(30);
    expect(await unknownAmong(commands.filter(({ noun }) => nouns.includes(noun)))).toEqual([]);
  });
});

describe('the guide for the platform team', () => {
  const guide = page('docs/guides/operate.md');

  it('lists the rights on Kafka that follow from ops/topics.yaml', () => {
    const topology = loadTopology(join(REPOSITORY, 'ops/topics.yaml'), '');
    const rows = new Map(
      [...guide.matchAll(/^\| (ingest|upserter|notifier|reconciler|cli) +\|(.*)\|(.*)\|(.*)\|$/gm)].map(
        ([, who = '', ...cells]) => [
          `${who} ${cells.length}`,
          cells.map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).sort()),
        ],
      ),
    );
    for (const service of ['ingest', 'upserter', 'notifier', 'reconciler', 'cli']) {
      const consumers = topology.consumersOf(service);
      const [writes = [], reads = [], groups = []] = rows.get(`${service} 3`) ?? [];
      expect({ service, writes, reads, groups }).toEqual({
        service,
        writes: [...topology.producedBy(service)].sort(),
        reads: consumers.map(({ topic }) => topic).sort(),
        groups: consumers.map(({ group }) => group).sort(),
      });
    }
  });

  it('and the runbooks name metrics and log messages that the services have', () => {
    const sources = productSources()
      .map(({ text }) => text)
      .join('\n');
    const operational = [
      guide,
      ...pages.filter(({ path }) => path.startsWith('docs/runbooks/')).map(({ text }) => text),
    ];
    const code = operational.flatMap(codeOf);
    const metrics = code.flatMap((span) => /^lockstep_([a-z_]+)(\{.*\})?$/.exec(span)?.[1] ?? []);
    const messages = code.flatMap(
      (span) =>
        /^((?:service|webhook|intake|ingest|upsert|upserter|condition|notification|manager_references|contract)\.[a-z_]+)$/.exec(
          span,
        )?.[1] ?? [],
    );
    const absent = [...metrics, ...messages].filter((name) => !sources.includes(`'${name}'`));
    // Consumer groups look like messages of the upserter.
    expect(absent.filter((name) => !/^upserter\.events$/.test(name))).toEqual([]);
    expect([metrics.length > 20, messages.length > 20]).toEqual([true, true]);
  });
});
