import { describe, expect, it } from '@jest/globals';
import { createLogger } from './create-logger.js';
import { LOG_LEVELS, type LogLevel } from './log-level.js';

const METHODS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const;

async function openLog(level: LogLevel = 'info', isReadable = false) {
  const lines: string[] = [];
  const logger = await createLogger({ level, isReadable }, (line) => lines.push(line));
  return { lines, logger };
}

describe('createLogger', () => {
  it('writes complete lines of JSON', async () => {
    const { lines, logger } = await openLog();
    logger.log({ message: 'request', request: { status: 200 } }, 'Http');
    const [line = ''] = lines;
    const rest = { message: 'request', request: { status: 200 }, context: 'Http' };
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', ...rest });
  });

  it('escapes invisible characters in JSON', async () => {
    const { lines, logger } = await openLog();
    const userAgent = 'a\u009b\u202e\u{e0041}';
    logger.log({ message: 'login', userAgent });
    expect(lines.join('')).toContain('"userAgent":"a\\u009b\\u202e\\udb40\\udc41"');
    expect(lines.join('').endsWith('}\n')).toBe(true);
    expect(JSON.parse(lines.join(''))).toMatchObject({ userAgent });
  });

  it('writes readable lines at a terminal', async () => {
    const { lines, logger } = await openLog('info', true);
    logger.warn('The clock is late.', 'Clock');
    const plain = lines.join('').replaceAll(/\x1b\[\d+m/g, '');
    expect(plain).toMatch(/^\[\d\d:\d\d:\d\d\] WARN: \[Clock\] The clock is late\.\n$/);
  });

  it.each(LOG_LEVELS.map((level, index) => [level, index + 1] as const))(
    'writes at level %s the %i most severe levels',
    async (level, count) => {
      const { lines, logger } = await openLog(level);
      for (const method of METHODS) logger[method]?.('text');
      const levels = lines.map((line) => (JSON.parse(line) as { level: string }).level);
      expect(levels).toEqual(LOG_LEVELS.slice(0, count));
    },
  );

  it('copies no member of a line to the next', async () => {
    const { lines, logger } = await openLog();
    logger.log({ message: 'first', requestId: 'an-id' });
    logger.log('second');
    const [first, second] = lines.map((line) => JSON.parse(line) as object);
    expect(first).toMatchObject({ message: 'first', requestId: 'an-id' });
    expect(second).not.toHaveProperty('requestId');
  });
});
