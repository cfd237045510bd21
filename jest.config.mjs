/**
 * Jest runs TypeScript through swc, as ES modules. Four projects, so that each kind of test has its own script:
 * unit (no I/O), simulation (no I/O, virtual time), int (real stack, started once per run by `npm test` and handed over in LOCKSTEP_TEST_STACK), e2e (the whole product as processes).
 * Workspace packages resolve to their sources, so a test never runs against a stale build.
 */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^@lockstep/(platform|messaging)/nest$': '<rootDir>/packages/$1/src/nest/index.ts',
    '^@lockstep/(ingest|upserter|reconciler|notifier)$': '<rootDir>/services/$1/src/index.ts',
    '^@lockstep/(sandboxes|stack)$': '<rootDir>/$1/src/index.ts',
    '^@lockstep/(.*)$': '<rootDir>/packages/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Not in the temporary directory: `npm test` gives each run one of its own and removes it.
  cacheDirectory: '<rootDir>/.lockstep/jest',
  modulePathIgnorePatterns: ['/dist/', '/.lockstep/'],
};
const project = (name, testMatch, more = {}) => ({ ...base, displayName: name, testMatch, ...more });

export default {
  projects: [
    project('unit', [
      '<rootDir>/{packages,services,sandboxes,stack,bench,test/faults,test/mutants}/**/*.spec.ts',
      '!**/*.{int,e2e,fault}.spec.ts',
    ]),
    project('simulation', ['<rootDir>/test/simulation/**/*.spec.ts']),
    project('int', ['<rootDir>/{packages,services,sandboxes,stack,bench}/**/*.int.spec.ts']),
    project('e2e', ['<rootDir>/test/**/*.{e2e,fault}.spec.ts']),
  ],
  testTimeout: 60_000,
};
