export { Consumer, LOCKSTEP_TRANSPORT, type ConsumerMethod } from './consumer.decorator.js';
export { ConsumerStrategy, consumersReady, type ConsumerStrategyOptions } from './consumer-strategy.js';
export { watchForCrash } from './crash-watch.js';
export { exposeLag } from './expose-lag.js';
