/** What a log says of an error. */
export interface ErrorDescription {
  type: string;
  message: string;
  code?: string;
  /** Where it happened, without the message that it began with. */
  stack?: string;
  cause?: ErrorDescription;
}

/** Deep enough for every chain that is made; a cycle ends there, too. */
const MAX_CAUSES = 5;

/** PostgreSQL's data exceptions (SQLSTATE class 22): their messages quote the value. */
const QUOTES_A_VALUE = /^22[\dA-Z]{3}$/;

/**
 * An error as it may be logged: name, message, code, place and causes. Nothing else that a library
 * hung on it: drivers add the row (`detail`), TypeORM the statement's parameters.
 */
export function describeError(error: unknown, causes = 0): ErrorDescription {
  if (!isError(error)) return { type: typeof error, message: 'something that is no error' };
  const { name, message, stack, code, cause } = error;
  return {
    type: name,
    message: QUOTES_A_VALUE.test(String(code)) ? 'a value that cannot be stored' : message,
    ...(typeof code === 'string' && { code }),
    ...(stack !== undefined && { stack: framesOf(stack) }),
    ...(isError(cause) && causes < MAX_CAUSES && { cause: describeError(cause, causes + 1) }),
  };
}

interface ErrorLike extends Error {
  code?: unknown;
}

/** By its form: an error of another realm is no instance of ours. */
export const isError = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;

const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
