/**
 * Describes an error of a store by its name and code. The message could contain data of a request.
 */
export function storeFailure(error: unknown): string {
  const { name = 'Error', code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return [name, code].filter((part) => typeof part === 'string').join(' ');
}
