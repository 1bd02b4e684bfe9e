import { isAllowedHost, hostNameOf } from '../http/allowed-hosts.js';

/** The settings of the redirect from HTTP to HTTPS. */
export interface RedirectSettings {
  publicUrl: string | undefined;
  /** The port that serves HTTPS. */
  tlsPort: number;
  allowedHosts: readonly string[];
}

/** The response to a request over plain HTTP. */
export type Redirect = { status: 308; location: string } | { status: 400 | 403; detail: string };

const REFUSED =
  'HTTPS is required. This request was sent without encryption: change a password or token that it contains.';

/**
 * Redirects a request that cannot have sent a password, and refuses every other one.
 *
 * @param host the `Host` header
 * @param target the request target, such as `/api/docs/?x=1`
 */
export function redirectOf(
  { method = '', host, target = '/' }: { method?: string; host?: string; target?: string },
  { publicUrl, tlsPort, allowedHosts }: RedirectSettings,
): Redirect {
  if (method !== 'GET' && method !== 'HEAD') return { status: 403, detail: REFUSED };
  const origin = publicUrl ?? originOf(host ?? '', tlsPort, allowedHosts);
  if (origin === undefined || !/^\/(?![/\\])/.test(target)) {
    return { status: 400, detail: 'The Host or the path of this request is not allowed.' };
  }
  return { status: 308, location: `${origin}${target}` };
}

function originOf(host: string, port: number, allowed: readonly string[]): string | undefined {
  const name = hostNameOf(host);
  if (name === undefined || !isAllowedHost(host, allowed)) return undefined;
  return port === 443 ? `https://${name}` : `https://${name}:${port}`;
}
