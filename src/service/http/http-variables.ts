import { isIP } from 'node:net';

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

export const ORIGINS_RULE =
  'must be origins as a browser sends them, such as https://app.example.org, with commas between';

/** @returns origins, compared byte for byte with what a browser sends; null when one is none */
export function parseOrigins(text: string): string[] | null {
  const origins = listOf(text);
  return origins.every(isOrigin) ? origins : null;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return /^https?:$/.test(protocol) && origin === text;
}

export const TRUST_PROXY_RULE =
  'must be the number of proxies in front (0 to 9), or their addresses such as 10.0.0.0/8, with ' +
  'commas between; never everybody';

/**
 * @returns the number of hops, or addresses and ranges; undefined: nobody is trusted; null when it
 *   is neither, or would trust everybody: who is trusted may claim any address
 */
export function parseTrustProxy(text: string): number | string[] | undefined | null {
  if (/^\d$/.test(text)) return Number(text) || undefined;
  const ranges = listOf(text);
  return ranges.length > 0 && ranges.every(isRange) ? ranges : null;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  const most = version === 4 ? 32 : 128;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most);
}

export const BODY_LIMIT_RULE = 'needs a whole number and a unit (KiB or MiB), from 1KiB to 16MiB';

const MAX_BYTES = 16 * 1024 ** 2;

/** @returns bytes; null when it is no size, nothing, or more than anybody needs */
export function parseByteSize(text: string): number | null {
  const [, amount = '', unit = ''] = /^(\d{1,5})(KiB|MiB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (unit === 'MiB' ? 1024 ** 2 : 1024);
  return bytes > 0 && bytes <= MAX_BYTES ? bytes : null;
}

export const MAX_CONNECTIONS_RULE = 'must be a whole number from 1 to 100000';

/** @returns null when it is not such a number */
export function parseMaxConnections(text: string): number | null {
  return /^[1-9]\d{0,4}$|^100000$/.test(text) ? Number(text) : null;
}
