import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { fileName } from './.ci/eslint/file-name.mjs';

const TESTS = ['**/*.spec.ts', 'packages/testkit/**/*.ts', '**/test/**/*.ts', '**/bench/**/*.ts'];
const CONFIGS = ['*.mjs', '*.cjs', '.ci/**/*.mjs'];

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name, so that one name finds every use.',
};
const NO_ENVIRONMENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Settings are read once, in packages/platform/src/config; take them as an argument.',
  },
  {
    selector: "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
    message: 'Settings are read once, in packages/platform/src/config; take them as an argument.',
  },
];
const NO_SKIPPED_TEST = [
  {
    selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo|failing)$/]',
    message: 'Every test runs, always.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fit|xit|xtest|fdescribe|xdescribe)$/]',
    message: 'Every test runs, always.',
  },
];
const NO_BARE_SLEEP = {
  selector: "AwaitExpression > NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout']",
  message: 'Wait for a condition with a deadline (eventually), not for time to pass.',
};
const ONLY_RE_EXPORTS = [
  { selector: 'ExportAllDeclaration', message: 'Re-export by name: the list is the package’s public face.' },
  { selector: 'ExportNamedDeclaration[declaration]', message: 'index.ts declares nothing; it re-exports by name.' },
];
const NO_AMBIENT_TIME = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The domain is told what time it is: take `now` as an argument.',
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'The domain is told what time it is: take `now` as an argument.',
  },
];

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', '.lockstep/', 'coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    // One program over sources and tests, with workspace packages resolved to their sources: no build needed before lint.
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { lockstep: { rules: { 'file-name': fileName } } },
    rules: {
      'lockstep/file-name': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_ENVIRONMENT],
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off', // a port's twin in memory is async because the port is
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowNullish: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off', // `return this.give(up)` reads well enough
      '@typescript-eslint/no-non-null-assertion': 'off', // how code that checked an index says so under noUncheckedIndexedAccess
      '@typescript-eslint/no-empty-function': 'off', // doing nothing is an honest answer to a port's call
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }], // Nest's modules are empty classes
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', caughtErrors: 'all', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // Where settings are read, and the launcher that makes them for others.
    files: ['packages/platform/src/config/**/*.ts', 'stack/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT] },
  },
  {
    // Programs a person runs in a terminal write to it.
    files: ['packages/cli/**/*.ts', 'stack/**/*.ts', '**/bench/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['packages/domain/src/**/*.ts'],
    ignores: TESTS,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [{ regex: '^[^.]', message: 'The domain is plain functions over plain data: it imports nothing.' }],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'crypto',
          'fetch',
          'performance',
          'setTimeout',
          'setInterval',
          'setImmediate',
          'globalThis',
        ],
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain is told what time it is: take `now` as an argument.' },
        {
          object: 'Math',
          property: 'random',
          message: 'The domain has no chance in it: take the value as an argument.',
        },
      ],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_ENVIRONMENT, ...NO_AMBIENT_TIME],
    },
  },
  {
    files: ['{packages,services}/*/src/index.ts', '{sandboxes,stack}/src/index.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_ENVIRONMENT, ...ONLY_RE_EXPORTS] },
  },
  {
    files: TESTS,
    rules: {
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_SKIPPED_TEST, NO_BARE_SLEEP],
      'max-lines': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // What a test parsed from an answer it then compares, whole.
      ...Object.fromEntries(
        ['argument', 'assignment', 'call', 'member-access', 'return'].map((of) => [
          `@typescript-eslint/no-unsafe-${of}`,
          'off',
        ]),
      ),
    },
  },
  {
    files: ['packages/testkit/**/*.ts', '**/eventually.ts'], // where waiting for a condition is made of waiting
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, ...NO_SKIPPED_TEST] },
  },
  {
    // bootstrap.mjs, bin/*.mjs and the configuration of tools: plain JavaScript, run as it is.
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'URL',
          'Buffer',
          'fetch',
          'performance',
          'AbortController',
          'AbortSignal',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT] },
  },
  { files: CONFIGS, rules: { 'no-restricted-syntax': 'off' } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  prettier,
);
