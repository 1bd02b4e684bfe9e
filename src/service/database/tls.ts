/**
 * Replaces `prefer`, `require` and `verify-ca` with `verify-full`, which verifies the certificate and
 * the host name. The driver treats these modes differently from libpq, and will change them in its
 * next major version. `disable` and `no-verify` (encrypted, but not verified) stay.
 *
 * @returns the URL for the driver
 */
export function withCheckedCertificate(url: string): string {
  if (/[?&]uselibpqcompat=true(?=&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

const REFUSED_CERTIFICATE = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS_CERT)/;

/** @returns advice for a rejected certificate; an empty text for any other error */
export function adviceOn(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return REFUSED_CERTIFICATE.test(code)
    ? '. Add the root certificate of the provider to DATABASE_URL: sslmode=verify-full&sslrootcert=FILE'
    : '';
}
