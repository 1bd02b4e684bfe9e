/** The headers by which a browser identifies the page of a request. Scripts cannot set them. */
export interface RequestSource {
  /** `Origin`: browsers send it with every request that can change state. */
  origin: string | undefined;
  /** `Sec-Fetch-Site`: browsers send it to HTTPS and to this machine (Fetch Metadata). */
  fetchSite: string | undefined;
  /** `Host`, as the client sent it. */
  host: string | undefined;
}

/**
 * Checks whether a request comes from a page of this origin, from an allowed one, or from a client
 * that is not a browser. Such a client sends no cookies of a user.
 *
 * `Sec-Fetch-Site` has precedence over the comparison of `Origin` with `Host`, which a proxy may
 * change.
 *
 * @param isAllowed decides about other origins
 */
export function isTrustedSource(
  { origin, fetchSite, host }: RequestSource,
  isAllowed: (origin: string) => boolean,
): boolean {
  if (fetchSite === 'same-origin' || fetchSite === 'none') return true;
  if (origin !== undefined && origin !== 'null' && isAllowed(origin)) return true;
  if (fetchSite !== undefined) return false;
  return origin === undefined || isOriginOf(origin, host);
}

/**
 * Compares host and port. The scheme of the origin decides which port is the default.
 *
 * @returns false for the origin `null` of a sandboxed page
 */
function isOriginOf(origin: string, host = ''): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: own } = new URL(origin);
  return (
    own !== '' &&
    URL.canParse(`${protocol}//${host}`) &&
    new URL(`${protocol}//${host}`).host === own
  );
}
