import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from './log-level.js';
import { lineTime } from './line-time.js';
import { toLogRecord } from './log-record.js';

/** Writes each call of a Nest logger as a line of JSON, with pino. */
export class PinoLogger implements LoggerService {
  private readonly pino: Logger;

  /** @param destination receives complete lines */
  constructor(level: LogLevel, destination: DestinationStream) {
    this.pino = pino(
      {
        level,
        base: null,
        messageKey: 'message',
        timestamp: lineTime(),
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    );
  }

  log(message: unknown, ...parameters: unknown[]): void {
    this.write('info', message, parameters);
  }

  fatal(message: unknown, ...parameters: unknown[]): void {
    this.write('fatal', message, parameters);
  }

  error(message: unknown, ...parameters: unknown[]): void {
    this.write('error', message, parameters);
  }

  warn(message: unknown, ...parameters: unknown[]): void {
    this.write('warn', message, parameters);
  }

  debug(message: unknown, ...parameters: unknown[]): void {
    this.write('debug', message, parameters);
  }

  verbose(message: unknown, ...parameters: unknown[]): void {
    this.write('trace', message, parameters);
  }

  private write(level: LogLevel, message: unknown, parameters: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    this.pino[level](toLogRecord(message, parameters));
  }
}
