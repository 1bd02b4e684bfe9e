import type { CertificateFacts } from './certificate.js';
import type { KeyPair } from './key-pair.js';
import { readTlsFiles, stateOf, type TlsFiles } from './tls-files.js';

/** The variables of HTTPS, as they are set. */
interface TlsVariables {
  certFile: string | undefined;
  keyFile: string | undefined;
  redirectPort: number | undefined;
}

/** A certificate that the service serves. */
export interface ServedCertificate {
  pair: KeyPair;
  files: TlsFiles;
  /** The state of the files before they were read. */
  state: string;
  facts: CertificateFacts;
}

interface CertificateReading {
  served: ServedCertificate | undefined;
  problems: readonly string[];
  warnings: readonly string[];
}

/** Reads the certificate that the variables name. */
export function readCertificate(variables: TlsVariables): CertificateReading {
  const { certFile, keyFile } = variables;
  if (certFile === undefined || keyFile === undefined) {
    return { served: undefined, problems: incompleteProblems(variables), warnings: [] };
  }
  const files = { certFile, keyFile };
  const state = stateOf(files);
  const reading = readTlsFiles(files, Date.now());
  if (!('pair' in reading)) return { served: undefined, warnings: [], ...reading };
  const { pair, facts, warnings } = reading;
  return { served: { pair, files, state, facts }, problems: [], warnings };
}

function incompleteProblems({ certFile, keyFile, redirectPort }: TlsVariables): string[] {
  if (certFile !== undefined) return ['TLS_CERT_FILE is set without TLS_KEY_FILE. Set both.'];
  if (keyFile !== undefined) return ['TLS_KEY_FILE is set without TLS_CERT_FILE. Set both.'];
  if (redirectPort === undefined) return [];
  return [
    'HTTP_REDIRECT_PORT redirects to HTTPS, which the service does not serve. Set TLS_CERT_FILE and ' +
      'TLS_KEY_FILE, or let the proxy redirect.',
  ];
}
