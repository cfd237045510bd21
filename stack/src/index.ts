export { ChildServer, type ChildServerSpec } from './child-server.js';
export { type Product, type ServerAddresses, type ServiceName, serviceNames } from './product/product.js';
export { prepareServers } from './product/prepare-servers.js';
export {
  nodeFlags,
  type ProgramName,
  type ServiceOptions,
  type ServiceProcess,
  startService,
} from './product/service.js';
export { type ProductOptions, type SandboxSettings, startProduct } from './product/start-product.js';
export { type Interruption, listenForInterruption } from './interruption.js';
export { makeProgress, silentProgress, type Progress, type ProgressOutput } from './progress.js';
export { findRunning, type Running } from './running-file.js';
export { endOwnRuns } from './runs/end-orphans.js';
export { openRun, type OwnRun } from './runs/run-file.js';
export { parseRoute } from './servers/choose-route.js';
export { freePorts } from './servers/free-port.js';
export { startServers } from './servers/start-servers.js';
export { environment } from './verbs/environment.js';
export type {
  DockerVerdict,
  Route,
  Run,
  ServerName,
  ServerPorts,
  ServerProcess,
  Servers,
  StartOptions,
  StartServersOptions,
} from './servers/servers.js';
export type { EventFact, Facts, Proof, RetryFact, WriteFact } from './proof/facts.js';
export { judge } from './proof/judge.js';
export { countLearners, readPlatformJournal } from './proof/read-platform-journal.js';
export { readLedger } from './proof/read-ledger.js';
export { readTopics, type TopicSources } from './proof/read-topics.js';
