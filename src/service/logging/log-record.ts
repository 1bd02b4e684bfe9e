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
  const record: LogRecord = isPlain(message)
    ? { message: '', ...message }
    : { message: textOf(message) };
  const error = isError(message) ? message : parameters.find(isError);
  const stack = error === undefined ? parameters.slice(0, -1).find(isStack) : undefined;
  if (error !== undefined) record['error'] = describeError(error);
  if (stack !== undefined) record['error'] = { stack };
  const context = parameters.at(-1);
  if (typeof context === 'string') record.context = context;
  return record;
}

function textOf(message: unknown): string {
  if (isError(message)) return message.name;
  if (message === null) return '';
  return typeof message === 'string' ? message : inspect(message);
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !isError(value);

const isStack = (value: unknown): boolean =>
  typeof value === 'string' && value.includes('\n    at ');
