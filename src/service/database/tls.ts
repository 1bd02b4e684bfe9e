/**
 * What pg does with `sslmode` differs from libpq, and will change with its next major version. Here
 * it is one of three: `disable`, `no-verify` (encrypted, to whomever), or a server whose certificate
 * is checked, with its name, which is what every other mode asks for or gets as well.
 *
 * @returns the URL as the driver gets it
 */
export function withCheckedCertificate(url: string): string {
  if (/[?&]uselibpqcompat=true(?=&|$)/.test(url)) return url;
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full');
}

const REFUSED_CERTIFICATE = /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS_CERT)/;

/** @returns what to do about a certificate that was refused; nothing for any other error */
export function adviceOn(error: unknown): string {
  const { code = '' } = error as { code?: string };
  return REFUSED_CERTIFICATE.test(code)
    ? '. Name the root certificate of its provider in DATABASE_URL: sslmode=verify-full&sslrootcert=FILE'
    : '';
}
