/** 127.0.0.0/8. Names such as `127.example.org` are not addresses. */
const LOOPBACK_IPV4 = /^127(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;

/** ::1 and ::ffff:127.0.0.0/104, as the serializer of the URL standard writes them. */
const LOOPBACK_IPV6 = /^\[::(?:1|ffff:7f[\da-f]{2}:[\da-f]{1,4})\]$/;

const IPV6_CHARACTERS = /^[\da-f:.]+$/i;

/**
 * Checks whether only this machine can reach a host: a loopback address, or `localhost`.
 *
 * @param host an address, with or without the brackets of IPv6, or a name
 */
export function isLoopback(host: string): boolean {
  if (/^localhost$/i.test(host) || LOOPBACK_IPV4.test(host)) return true;
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (!IPV6_CHARACTERS.test(address)) return false;
  const url = `http://[${address}]`;
  return URL.canParse(url) && LOOPBACK_IPV6.test(new URL(url).hostname);
}
