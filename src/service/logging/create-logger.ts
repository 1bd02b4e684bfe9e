import type { LoggerService } from '@nestjs/common';
import type { LogLevel } from './log-level.js';
import { PinoLogger } from './pino-logger.js';

interface LogSettings {
  level: LogLevel;
  /** For a person at a terminal; otherwise JSON, for whoever collects it. */
  isReadable: boolean;
}

/**
 * The service's log.
 *
 * @param write is given whole lines
 */
export async function createLogger(
  { level, isReadable }: LogSettings,
  write: (line: string) => unknown,
): Promise<LoggerService> {
  const print = isReadable ? await prettyPrinter() : (line: string) => line;
  return new PinoLogger(level, { write: (line) => void write(print(line)) });
}

/** Loaded when a person looks on: in production never. */
async function prettyPrinter(): Promise<(line: string) => string> {
  // Its default alone: a bundle knows no other name of a CommonJS module that is loaded late.
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
