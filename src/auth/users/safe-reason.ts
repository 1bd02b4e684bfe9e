/**
 * Returns the reason of an error for the log. The `detail` of an AuthError contains no data of a row.
 * The message of another error may, such as a hash that a driver quotes.
 */
export function safeReasonOf(error: unknown): string {
  const { detail, name } = (error ?? {}) as { detail?: string; name?: string };
  return detail ?? name ?? 'unknown error';
}
