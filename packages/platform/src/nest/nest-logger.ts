import type { LoggerService } from '@nestjs/common';
import type { Logger } from '../log/logger.js';

/** Nest's own lines in our log. What Nest calls `log` (modules, routes) is debug to us. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]): void => {
      const context = rest.at(-1);
      const thrown = [message, ...rest].find((part) => part instanceof Error);
      logger[level](
        { ...(typeof context === 'string' ? { context } : {}), ...(thrown === undefined ? {} : { error: thrown }) },
        typeof message === 'string' ? message : 'nest',
      );
    };
  return {
    log: write('debug'),
    debug: write('debug'),
    verbose: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('error'),
  };
}
