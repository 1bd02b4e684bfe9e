import { inspect } from 'node:util';
import { describeError, isError } from './describe-error.js';

/** The members of a log line, except level and time. */
export interface LogRecord {
  message: string;
  /** The name of the Nest `Logger`. */
  context?: string;
  [member: string]: unknown;
}

/**
 * Converts the arguments of a Nest logger to a log line. Nest appends the name of the logger, after
 * the stack if there is one.
 *
 * - A text is the message.
 * - The members of an object become members of the line.
 * - An error in any position is described under `error`.
 */
export function toLogRecord(message: unknown, parameters: readonly unknown[]): LogRecord {
  const context = parameters.at(-1);
  const error = [message, ...parameters].find(isError);
  const stack = parameters.slice(0, -1).find(isStack);
  return {
    message: textOf(message),
    ...(isPlain(message) && message),
    ...(error !== undefined && { error: describeError(error) }),
    ...(error === undefined && stack !== undefined && { error: { stack } }),
    ...(typeof context === 'string' && { context }),
  };
}

function textOf(message: unknown): string {
  if (isError(message)) return message.name;
  return typeof message === 'string' ? message : isObject(message) ? '' : inspect(message);
}

const isObject = (value: unknown): boolean => typeof value === 'object';

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isError(value);

const isStack = (value: unknown): boolean =>
  typeof value === 'string' && value.includes('\n    at ');
