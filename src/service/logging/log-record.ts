import { inspect } from 'node:util';
import { describeError, isError } from './describe-error.js';

/** A line, but for what every line has. */
export interface LogRecord {
  message: string;
  /** Who says it: the name that a Nest `Logger` was made with. */
  context?: string;
  [member: string]: unknown;
}

/**
 * What a call of a Nest logger means. Nest appends the logger's name, after a stack if there is one.
 *
 * - A text is the message.
 * - An object's members are the line's; `message` among them is the message.
 * - An error, wherever it stands, is described under `error`.
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
