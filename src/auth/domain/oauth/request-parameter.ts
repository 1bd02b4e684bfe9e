/**
 * A parameter of an OAuth request. RFC 6749 §3.1: a parameter without a value counts as omitted, and
 * none may be sent twice.
 */
export type RequestParameter =
  | { kind: 'given'; value: string }
  | { kind: 'omitted' }
  /** It was sent twice, or is not a string. */
  | { kind: 'invalid' };

/** @param value as the parser of the body returns it; an array for a parameter that was sent twice */
export function readParameter(value: unknown): RequestParameter {
  if (value === undefined || value === null || value === '') return { kind: 'omitted' };
  return typeof value === 'string' ? { kind: 'given', value } : { kind: 'invalid' };
}
