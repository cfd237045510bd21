import { describe, expect, it } from '@jest/globals';
import { LockstepError } from '@lockstep/domain';
import { createLogger } from './create-logger.js';
import type { Logger } from './logger.js';

function captured(): { log: Logger; text: () => string; last: () => Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLogger({
    service: 'test',
    level: 'debug',
    destination: { write: (line: string) => void lines.push(line) },
  });
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a log line', () => {
  it('has time in UTC, level, service, fields and message', () => {
    const { log, last } = captured();
    log.info({ employeeId: '4711', attempt: 2, offset: 9007199254740993n, none: undefined }, 'upsert.attempted');
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'test',
      employeeId: '4711',
      attempt: 2,
      offset: '9007199254740993',
      message: 'upsert.attempted',
    });
  });

  it('keeps the fields of its scope', () => {
    const { log, last } = captured();
    log.child({ topic: 't' }).child({ partition: 3 }).warn({}, 'x');
    expect(last()).toMatchObject({ topic: 't', partition: 3, level: 'warn' });
  });

  it('shows the type and not the content of what it does not know', () => {
    const { log, text, last } = captured();
    log.info(
      {
        employee: { firstName: 'Ana', age: 4 },
        body: Buffer.from('Ana'),
        list: [{ n: 'Ana' }],
        when: new Map([['Ana', 1]]),
      },
      'x',
    );
    expect(last()).toMatchObject({ employee: '[Object]', body: '[Buffer]', list: ['[Object]'], when: '[Map]' });
    expect(text()).not.toContain('Ana');
  });

  it('takes lists of plain values and counts by name', () => {
    const { log, last } = captured();
    log.info({ topics: ['a', 'b'], rules: { format: 2, required: 1 } }, 'x');
    expect(last()).toMatchObject({ topics: ['a', 'b'], rules: { format: 2, required: 1 } });
  });

  it('cannot be broken or disguised by what it reports', () => {
    const { log, text } = captured();
    log.info(
      { id: 'a\n{"level":"error"}\u2028b\u009bc\u202ed', message: 'other', time: 'never' },
      'line\r\nbreak\u2029',
    );
    expect(
      text()
        .trim()
        .split(/[\n\u2028\u2029]/),
    ).toHaveLength(1);
    expect(text()).not.toMatch(/[\u007f-\u009f\u202e]/);
    const line = JSON.parse(text()) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'info', field_message: 'other', field_time: 'never' });
  });

  it('is not written below the level', () => {
    const lines: string[] = [];
    const log = createLogger({
      service: 's',
      level: 'warn',
      destination: { write: (line: string) => void lines.push(line) },
    });
    log.info({}, 'x');
    expect(lines).toEqual([]);
  });
});

describe('an error in the log', () => {
  it('has code, message, remedy and frames, and of its cause no message', () => {
    const { log, text, last } = captured();
    const cause = new SyntaxError('Unexpected token A in "Ana Lopez"');
    log.error(
      {
        error: new LockstepError({
          code: 'LOCKSTEP_X',
          message: 'it broke',
          stage: 'before',
          disposition: 'halt',
          remedy: 'mend it',
          cause,
        }),
      },
      'failed',
    );
    expect(last().error).toMatchObject({
      name: 'LockstepError',
      code: 'LOCKSTEP_X',
      message: 'it broke',
      remedy: 'mend it',
      disposition: 'halt',
      stack: expect.stringContaining('at '),
      cause: { name: 'SyntaxError' },
    });
    expect(text()).not.toContain('Ana');
  });

  it('keeps a message back that may quote data', () => {
    const { log, text } = captured();
    let thrown: unknown;
    try {
      JSON.parse('{"firstName": Ana}');
    } catch (error) {
      thrown = error;
    }
    const ofDatabase = Object.assign(new Error('duplicate key (email)=(ana@example.com)'), { code: '23505' });
    log.error({ error: thrown }, 'x');
    log.error({ error: ofDatabase }, 'x');
    log.error({ error: 'Ana as a string' }, 'x');
    expect(text()).not.toMatch(/ana/i);
    expect(text()).toContain('"code":"23505"');
  });

  it('shows what the runtime says about code and connections', () => {
    const { log, last } = captured();
    log.error({ error: new TypeError('x is not a function') }, 'x');
    expect(last().error).toMatchObject({ message: 'x is not a function' });
    log.error(
      {
        error: Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), {
          code: 'ECONNREFUSED',
          syscall: 'connect',
        }),
      },
      'x',
    );
    expect(last().error).toMatchObject({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:1' });
  });

  it('survives a cause that is its own cause', () => {
    const { log, last } = captured();
    const error = new Error('round');
    error.cause = error;
    log.error({ error }, 'x');
    expect(last().error).toMatchObject({ name: 'Error', cause: { name: 'Error' } });
  });
});
