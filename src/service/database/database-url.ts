/** Where the data is. */
export type DatabaseLocation =
  /** `path` is a file, or `:memory:`. */
  { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string };

export const IN_MEMORY = ':memory:';

/**
 * A `/`, `?` or `#` in a password ends the host too early if it is not escaped, and the rest of the
 * password would be shown as a part of the URL: an `@` after the host, or a fragment, is refused.
 * White space, and a `%` that escapes nothing, every part of the driver reads in another way.
 */
const POSTGRES_URL = /^postgres(ql)?:\/\/(?=.)(?!.*(?:\s|%(?![\dA-Fa-f]{2})))[^/?#]*[^@#]*$/;

/**
 * Reads a DATABASE_URL: `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
 *
 * @returns undefined when it is none of these
 */
export function parseDatabaseUrl(url: string): DatabaseLocation | undefined {
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1];
  if (path !== undefined) return { kind: 'sqlite', path };
  const isPostgres = POSTGRES_URL.test(url) && URL.canParse(url) && isDecodable(url);
  return isPostgres ? { kind: 'postgres', url } : undefined;
}

/** Checks whether the bytes that `%XX` stands for are UTF-8. */
function isDecodable(url: string): boolean {
  try {
    return decodeURIComponent(url) !== undefined;
  } catch {
    return false;
  }
}

/** @returns the URL as it may be shown: without its password */
export function describeLocation(location: DatabaseLocation): string {
  if (location.kind === 'sqlite') return location.path;
  const url = new URL(location.url);
  url.password = '';
  url.search = '';
  return url.href;
}
