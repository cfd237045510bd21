import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { Mutant } from './mutant.js';
import { mutated } from './mutant.js';

/**
 * Says which mutants are no TypeScript. Jest runs the sources without looking at types, so a bug that the compiler
 * would have caught could count as found by a test.
 */
export class TypesOfMutants {
  private readonly planted = new Map<string, { readonly text: string; readonly version: number }>();
  private version = 0;
  private readonly service: ts.LanguageService;

  constructor(private readonly checkout: string) {
    const { options, fileNames } = readConfig(checkout);
    this.service = ts.createLanguageService({
      ...ts.sys,
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => String(this.planted.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const text = this.planted.get(path)?.text ?? ts.sys.readFile(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => checkout,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
    });
  }

  /** What the compiler says about the mutated file; empty when it is sound TypeScript. SQL is not looked at. */
  problemsOf(mutant: Mutant): string[] {
    const path = join(this.checkout, mutant.file);
    const sound = readFileSync(path, 'utf8');
    const text = mutated(mutant, sound);
    if (!path.endsWith('.ts')) return [];
    this.planted.set(path, { text, version: ++this.version });
    const found = [...this.service.getSyntacticDiagnostics(path), ...this.service.getSemanticDiagnostics(path)];
    this.planted.set(path, { text: sound, version: ++this.version });
    return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  }
}

function readConfig(checkout: string): ts.ParsedCommandLine {
  const path = join(checkout, 'tsconfig.test.json');
  return ts.parseJsonConfigFileContent(ts.readConfigFile(path, ts.sys.readFile).config, ts.sys, checkout);
}
