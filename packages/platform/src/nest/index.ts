export { createServiceApp, listen } from './create-service-app.js';
export { nestLogger } from './nest-logger.js';
export { OPERATIONS } from './operations.js';
export type { Operations } from './operations.js';
export { OperationsModule } from './operations.module.js';
