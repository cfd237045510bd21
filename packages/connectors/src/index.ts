export * from './hris/hris-source.js';
export * from './lnd/learner-directory.js';
