/**
 * docs/architecture.md "Who may import whom", as rules. `@lockstep/*` is resolved to the packages' sources through
 * tsconfig.test.json, so a wrong import is seen in the source that has it, before anything is built.
 * Type-only imports count: a type that crosses a line ties two parts together as a value does.
 */
const TEST_CODE = ['\\.spec\\.ts$', '^packages/testkit/', '^test/', '/bench/', '/test/'];
const PART = '^(packages/[^/]+|services/[^/]+|sandboxes|stack|bench)/';
const npm = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)`;
const only = (name, comment, packages, mayImport) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: mayImport },
  to: { path: npm(...packages) },
});
const mayNot = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    mayNot(
      'domain-imports-nothing',
      'The domain is plain functions over plain data; I/O, time and chance live at the edge.',
      { path: '^packages/domain/', pathNot: TEST_CODE },
      { pathNot: '^packages/domain/' },
    ),
    mayNot(
      'contract-imports-only-domain',
      'The contract is read by every part, so it may depend on none but the domain.',
      { path: '^packages/contract/', pathNot: TEST_CODE },
      { path: PART, pathNot: '^packages/(contract|domain)/' },
    ),
    mayNot(
      'platform-imports-only-contract-and-domain',
      'Configuration, logging and health serve every other package.',
      { path: '^packages/platform/', pathNot: TEST_CODE },
      { path: PART, pathNot: '^packages/(platform|contract|domain)/' },
    ),
    mayNot(
      'edges-do-not-import-each-other',
      'messaging, store and connectors meet in a service’s app.module.ts and nowhere else.',
      { path: '^packages/(messaging|store|connectors)/', pathNot: TEST_CODE },
      { path: PART, pathNot: '^packages/($1|platform|contract|domain)/' },
    ),
    mayNot(
      'packages-do-not-import-services',
      'Dependencies point one way: services → packages.',
      { path: '^(packages|sandboxes|stack)/', pathNot: TEST_CODE },
      { path: '^services/' },
    ),
    mayNot(
      'services-do-not-import-services',
      'Services speak over topics, tables and HTTP.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    mayNot(
      'testkit-only-in-tests',
      'The testkit is for tests; product code and the launcher do without it.',
      { pathNot: TEST_CODE },
      { path: '^packages/testkit/' },
    ),
    mayNot(
      'sandboxes-not-in-the-product',
      'A sandbox stands where a customer’s system stands: the product sees it over HTTP only.',
      { path: '^(packages|services)/', pathNot: TEST_CODE },
      { path: '^sandboxes/' },
    ),
    mayNot(
      'stack-not-in-the-product',
      'The launcher knows the product, never the reverse.',
      { path: '^(packages|services|sandboxes)/', pathNot: TEST_CODE },
      { path: '^stack/' },
    ),
    mayNot(
      'bench-measures-from-outside',
      'The benchmark knows the product, never the reverse.',
      { path: '^(packages|services|sandboxes|stack)/' },
      { path: '^bench/' },
    ),
    mayNot(
      'cli-is-a-program',
      'What a command needs and others need too belongs into a package.',
      { path: '^(packages|services|sandboxes)/', pathNot: [...TEST_CODE, '^packages/cli/'] },
      { path: '^packages/cli/' },
    ),
    mayNot(
      'packages-by-name-only',
      'Import another package by its name: only what its index.ts exports is promised.',
      { path: PART },
      { path: PART, pathNot: '^$1/', dependencyTypesNot: ['aliased', 'localmodule'] },
    ),
    mayNot(
      'no-deep-import',
      'Only what a package’s index.ts exports is promised; its other files may change any day.',
      { path: PART },
      { path: PART, pathNot: ['^$1/', '/src/index\\.ts$', '/src/nest/index\\.ts$'] },
    ),
    only(
      'kafkajs-behind-the-port',
      'No type, error or string offset of the client crosses the broker port.',
      ['kafkajs'],
      '^packages/messaging/(src/kafkajs/|.*\\.int\\.spec\\.ts$)',
    ),
    only(
      'avro-behind-the-codec',
      'Decoding is guarded in one place (docs/architecture.md); nobody reads Avro beside it.',
      ['avsc', '@kafkajs/confluent-schema-registry'],
      '^packages/messaging/src/avro/|\\.spec\\.ts$',
    ),
    only('pg-only-in-store', 'SQL lives in the store.', ['pg', 'pg-[^/]+', 'node-pg-migrate'], '^packages/store/'),
    only(
      'nest-only-at-the-edge',
      'Nest wires services; the rules and ports do not know it.',
      ['@nestjs/[^/]+'],
      '^(services/|packages/platform/src/nest/|packages/messaging/src/nest/|test/)',
    ),
    only(
      'containers-only-in-the-docker-route',
      'testcontainers is one of two ways to start the servers.',
      ['testcontainers', '@testcontainers/[^/]+', 'dockerode'],
      '^stack/src/servers/docker/',
    ),
    mayNot('no-circular', 'Two files that need each other are one file, or three.', {}, { circular: true }),
    mayNot(
      'no-import-of-a-test',
      'What two tests share belongs into the testkit or a file of its own.',
      {},
      { path: '\\.spec\\.ts$' },
    ),
    mayNot(
      'no-development-dependency-in-the-product',
      'It is not there in the image: declare it in the package’s dependencies.',
      { path: PART, pathNot: TEST_CODE },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    ),
    mayNot(
      'no-undeclared-dependency',
      'Declare it in this package’s package.json; that npm hoists it is an accident.',
      { path: PART },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    mayNot('no-unresolvable', 'This import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    doNotFollow: { path: 'node_modules' },
    // Only our own: a dependency's entry is often under its dist, too.
    exclude: {
      path: ['^(packages|services)/[^/]+/dist/', '^(sandboxes|stack|bench)/dist/', '^bench/peers/', '^[.]lockstep/'],
    },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default', 'node'] },
  },
};
