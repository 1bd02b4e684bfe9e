import { AuthError } from './auth-error.js';

/**
 * Returns the reason of an error for the log: the `detail` of an AuthError, which contains no data,
 * or the code or the name of another error. The message of another error, and the `detail` of a
 * driver's, may contain data of a row, such as a hash.
 */
export function safeReasonOf(error: unknown): string {
  if (error instanceof AuthError && error.detail !== undefined) return error.detail;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return [code, name].find(isText) ?? 'unknown error';
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
