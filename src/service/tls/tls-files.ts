import { statSync } from 'node:fs';
import { isOpenToOthers, NOT_UTF8, readSecretFile } from '../configuration/secret-file.js';
import { type CertificateFacts, checkCertificate, expiryWarning } from './certificate.js';
import type { KeyPair } from './key-pair.js';

/** The paths of a certificate and its key. */
export interface TlsFiles {
  certFile: string;
  keyFile: string;
}

/** @returns a text that changes whenever one of the files is written or replaced */
export const stateOf = ({ certFile, keyFile }: TlsFiles): string =>
  [certFile, keyFile].map(stateOfFile).join(' ');

function stateOfFile(path: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return 'missing';
  }
}

/** A pair that can be served, with warnings; or its problems. */
export type TlsReading =
  | { pair: KeyPair; facts: CertificateFacts; warnings: readonly string[]; problems: readonly [] }
  | { problems: readonly string[] };

/**
 * Reads and checks a certificate and its key. Messages contain no path and no content.
 *
 * @param now epoch milliseconds
 */
export function readTlsFiles({ certFile, keyFile }: TlsFiles, now: number): TlsReading {
  const [cert, key] = [readSecretFile(certFile), readSecretFile(keyFile)];
  const unreadable = [
    ...('code' in cert ? [unreadableProblem('TLS_CERT_FILE', cert.code)] : []),
    ...('code' in key ? [unreadableProblem('TLS_KEY_FILE', key.code)] : []),
  ];
  if ('code' in cert || 'code' in key) return { problems: unreadable };
  const pair = { cert: cert.text, key: key.text };
  const result = checkCertificate(pair, now);
  if (!('facts' in result)) return result;
  return { pair, ...result, warnings: warningsOf(result.facts, keyFile, now) };
}

function unreadableProblem(name: string, code: string): string {
  return code === NOT_UTF8
    ? `${name} is not text. Convert the file to PEM.`
    : `${name} cannot be read (${code}). Set it to a file that this user can read.`;
}

function warningsOf(facts: CertificateFacts, keyFile: string, now: number): string[] {
  const expiring = expiryWarning(facts, now);
  return [
    ...(isOpenToOthers(keyFile)
      ? ['TLS_KEY_FILE is a file that other users can read. Run: chmod 600 "$TLS_KEY_FILE"']
      : []),
    ...(expiring === undefined ? [] : [expiring]),
  ];
}
