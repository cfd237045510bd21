export * from './broker.js';
export * from './retry-headers.js';
