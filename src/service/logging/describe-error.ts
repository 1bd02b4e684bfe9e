/** An error in the log. */
export interface ErrorDescription {
  type: string;
  message: string;
  code?: string;
  /** The stack frames, without the message. */
  stack?: string;
  cause?: ErrorDescription;
}

/** Longer than any expected chain. Ends a cycle. */
const MAX_CAUSES = 5;

/** PostgreSQL's data exceptions (SQLSTATE class 22): their messages quote the value. */
const QUOTES_A_VALUE = /^22[\dA-Z]{3}$/;

/**
 * Returns the name, message, code, stack and causes of an error. Omits all other members, because
 * drivers add the row (`detail`) and TypeORM adds the parameters of the statement.
 */
export function describeError(error: unknown, causes = 0): ErrorDescription {
  if (!isError(error)) return { type: typeof error, message: 'a value that is not an Error' };
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

/** Checks the members instead of `instanceof`, which fails for errors of another realm. */
export const isError = (value: unknown): value is ErrorLike =>
  typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;

const framesOf = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
