import type { LoggerService } from '@nestjs/common';
import { escapeInvisible } from './invisible-characters.js';
import type { LogLevel } from './log-level.js';
import { PinoLogger } from './pino-logger.js';

interface LogSettings {
  level: LogLevel;
  /** Formats lines for a terminal instead of as JSON. */
  isReadable: boolean;
}

/**
 * Creates the logger of the service.
 *
 * @param write receives complete lines
 */
export async function createLogger(
  { level, isReadable }: LogSettings,
  write: (line: string) => unknown,
): Promise<LoggerService> {
  const print = isReadable ? await prettyPrinter() : escapedLine;
  return new PinoLogger(level, { write: (line) => void write(print(line)) });
}

const escapedLine = (line: string): string => `${escapeInvisible(line.trimEnd())}\n`;

/** Imports the formatter only for a terminal. */
async function prettyPrinter(): Promise<(line: string) => string> {
  // In the bundle, only the default export of a CommonJS module is available.
  const { default: pinoPretty } = await import('pino-pretty');
  const pretty = pinoPretty.prettyFactory({
    messageKey: 'message',
    translateTime: 'SYS:HH:MM:ss',
    messageFormat: '{if context}[{context}] {end}{message}',
    ignore: 'context',
    singleLine: true,
    colorize: true,
  });
  return (line) => pretty(line) ?? '';
}
