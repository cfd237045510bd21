export { makeProgress, silentProgress, type Progress, type ProgressOutput } from './progress.js';
export { startServers } from './servers/start-servers.js';
export type {
  DockerVerdict,
  Route,
  Run,
  ServerPorts,
  ServerProcess,
  Servers,
  StartOptions,
  StartServersOptions,
} from './servers/servers.js';
