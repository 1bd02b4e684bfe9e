import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { KeyPair } from './key-pair.js';
import { secureContext } from './server-options.js';

/** The facts about a certificate that an operator needs. */
export interface CertificateFacts {
  /** Host names and addresses. A wildcard `*.example.org` is `.example.org`. */
  names: readonly string[];
  /** Epoch milliseconds. */
  validUntil: number;
}

/** The problems of a pair, each as the end of a sentence; or its facts. */
export type CertificateResult =
  { facts: CertificateFacts; problems: readonly [] } | { problems: readonly string[] };

/** An operator needs a month to renew a certificate that is not renewed automatically. */
const WARNING_MS = 30 * 86_400_000;

/**
 * Checks that a certificate can be served: it is readable, in its validity period, and belongs to the
 * key.
 *
 * @param now epoch milliseconds
 */
export function checkCertificate({ cert, key }: KeyPair, now: number): CertificateResult {
  const certificate = parse(() => new X509Certificate(cert));
  const privateKey = parse(() => createPrivateKey(key));
  const problems = [
    ...(certificate === undefined ? [NO_CERTIFICATE] : periodProblems(certificate, now)),
    ...(privateKey === undefined ? [keyProblem(key)] : []),
    ...pairProblems(certificate, privateKey),
  ];
  if (certificate === undefined || problems.length > 0) return { problems };
  if (!isServable({ cert, key })) return { problems: [UNSERVABLE] };
  return { facts: factsOf(certificate), problems: [] };
}

/**
 * Returns a warning if a certificate is valid for less than the warning time.
 *
 * @param now epoch milliseconds
 */
export function expiryWarning({ validUntil }: CertificateFacts, now: number): string | undefined {
  const leftMs = validUntil - now;
  if (leftMs >= WARNING_MS) return undefined;
  if (leftMs <= 0) return 'The certificate in TLS_CERT_FILE has expired. Renew it.';
  const days = Math.floor(leftMs / 86_400_000);
  const left = days === 1 ? '1 day' : `${days} days`;
  return `The certificate in TLS_CERT_FILE expires in ${left}. Renew it.`;
}

const NO_CERTIFICATE =
  'TLS_CERT_FILE has no certificate in PEM. It begins with -----BEGIN CERTIFICATE-----.';

const UNSERVABLE =
  'TLS_CERT_FILE cannot be served: a certificate after the first is malformed, or a key is too weak. ' +
  'Check it with: openssl storeutl -noout -text -certs "$TLS_CERT_FILE"';

/** OpenSSL reads the whole chain and requires strong keys, which `X509Certificate` does not. */
const isServable = (pair: KeyPair): boolean =>
  parse(() => createSecureContext(secureContext(pair))) !== undefined;

function keyProblem(key: string): string {
  return /ENCRYPTED/.test(key)
    ? 'TLS_KEY_FILE is encrypted. Decrypt it with: openssl pkey -in FILE -out NEW_FILE'
    : 'TLS_KEY_FILE has no private key in PEM. It begins with -----BEGIN PRIVATE KEY-----.';
}

function periodProblems({ validFrom, validTo }: X509Certificate, now: number): string[] {
  if (Date.parse(validTo) <= now)
    return [`TLS_CERT_FILE has expired: ${dateOf(validTo)}. Renew it.`];
  if (Date.parse(validFrom) <= now) return [];
  return [
    `TLS_CERT_FILE is not valid before ${dateOf(validFrom)}. Check the clock of this machine.`,
  ];
}

function pairProblems(certificate: X509Certificate | undefined, key: KeyObject | undefined) {
  if (certificate === undefined || key === undefined || certificate.checkPrivateKey(key)) return [];
  return [
    'TLS_KEY_FILE is not the key of the first certificate in TLS_CERT_FILE. The certificate of the ' +
      'server must come first, and those of its issuers follow.',
  ];
}

function factsOf({ subjectAltName = '', validTo }: X509Certificate): CertificateFacts {
  const entries = subjectAltName.split(', ').flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(entry) ?? [];
    return name === undefined ? [] : [name.toLowerCase().replace(/^\*/, '')];
  });
  return { names: entries, validUntil: Date.parse(validTo) };
}

const dateOf = (text: string): string => new Date(text).toISOString().slice(0, 10);

function parse<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
