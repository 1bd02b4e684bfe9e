import type { AuthModuleOptions } from './auth.options.js';
import type { OptionProblems } from './option-problems.js';

type TransportOptions = Pick<
  AuthModuleOptions,
  | 'refreshTokenTransport'
  | 'accessTokenTransport'
  | 'cookieSameSite'
  | 'cookieDomain'
  | 'allowedOrigins'
>;

/** Options that have no effect without cookies. */
const ONLY_WITH_COOKIES = ['cookieSameSite', 'cookieDomain', 'allowedOrigins'] as const;

/** An origin as browsers send it: a scheme and a host, in lower case and without a path. */
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/\s?#@*A-Z]+$/;

/** At least two labels of RFC 1123, without a dot at the start. */
const DOMAIN =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\.[a-z][a-z0-9-]*$/;

/** Validates the options of the transport of tokens, and applies their defaults. */
export function resolveTransport(options: TransportOptions, problems: OptionProblems) {
  const refreshTokenTransport = problems.oneOf(
    'refreshTokenTransport',
    options.refreshTokenTransport ?? 'body',
    ['body', 'cookie', 'both'],
  );
  const accessTokenTransport = problems.oneOf(
    'accessTokenTransport',
    options.accessTokenTransport ?? 'header',
    ['header', 'cookie'],
  );
  if (refreshTokenTransport === 'body') problems.add(...withoutCookies(options));
  return {
    refreshTokenTransport,
    accessTokenTransport,
    cookieSameSite: problems.oneOf('cookieSameSite', options.cookieSameSite ?? 'strict', [
      'strict',
      'lax',
    ]),
    cookieDomain: readDomain(options.cookieDomain, problems),
    isAllowedOrigin: readOrigins(options.allowedOrigins ?? [], problems),
  };
}

function withoutCookies(options: TransportOptions): string[] {
  const unused = ONLY_WITH_COOKIES.filter((name) => options[name] !== undefined);
  return [
    ...(options.accessTokenTransport === 'cookie' ? [ACCESS_WITHOUT_REFRESH] : []),
    ...unused.map((name) => `${name} has no effect without cookies. ${WRITE_COOKIE}`),
  ];
}

const WRITE_COOKIE = "Write refreshTokenTransport: 'cookie' or 'both', or leave it out.";

const ACCESS_WITHOUT_REFRESH = `accessTokenTransport is 'cookie' without a refresh cookie. ${WRITE_COOKIE}`;

function readDomain(domain: string | undefined, problems: OptionProblems): string | undefined {
  if (domain === undefined || (typeof domain === 'string' && DOMAIN.test(domain))) return domain;
  problems.add(
    `cookieDomain is '${String(domain)}'. Write a domain that you own, such as 'example.org', ` +
      'in lower case and without a dot at the start, or leave it out.',
  );
  return undefined;
}

function readOrigins(
  allowed: NonNullable<TransportOptions['allowedOrigins']>,
  problems: OptionProblems,
): (origin: string) => boolean {
  if (typeof allowed === 'function') return allowed;
  const origins: readonly unknown[] = Array.isArray(allowed) ? allowed : [allowed];
  for (const origin of origins.filter((one) => !isOrigin(one))) {
    problems.add(
      `allowedOrigins has '${String(origin)}'. Write a list of origins such as ` +
        "'https://app.example.org', in lower case and without a path, or a function.",
    );
  }
  return (origin) => origins.includes(origin);
}

const isOrigin = (value: unknown): boolean => typeof value === 'string' && ORIGIN.test(value);
