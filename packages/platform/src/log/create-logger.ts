import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { fieldsForLog, textForLog } from './fields-for-log.js';
import type { Logger } from './logger.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * A log of JSON lines: time (ISO 8601, UTC), level, service, the fields, message.
 * @param options.level Default `info`
 * @param options.destination Default: standard output, written synchronously, so that a killed process has said what it did
 */
export function createLogger(options: {
  readonly service: string;
  readonly level?: LogLevel;
  readonly destination?: DestinationStream;
}): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  return overPino(
    pino(
      {
        level: options.level ?? 'info',
        base: { service: options.service },
        messageKey: 'message',
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        serializers: {},
      },
      destination,
    ),
  );
}

function overPino(log: PinoLogger): Logger {
  const at =
    (level: LogLevel): Logger['info'] =>
    (fields, message) => {
      if (log.isLevelEnabled(level)) log[level](fieldsForLog(fields), textForLog(message));
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debugs: log.isLevelEnabled('debug'),
    child: (fields) => overPino(log.child(fieldsForLog(fields))),
  };
}
