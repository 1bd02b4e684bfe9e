import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate and its private key, both PEM. */
export interface Certificate {
  certificate: string;
  key: string;
}

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'.split(' ');

/**
 * Creates a certificate authority in the files `NAME.crt` and `NAME.key` of the folder.
 * @returns the path of its certificate
 */
export function makeAuthority(folder: string, name: string): string {
  const [crt, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', key, '-out', crt, '-days', '2', '-subj', `/CN=${name}`); // prettier-ignore
  return crt;
}

/** Creates a server certificate of that authority, valid only for an IP address. */
export function makeCertificate(folder: string, authority: string, address: string): Certificate {
  const inFolder = (file: string) => join(folder, file);
  openssl('req', ...NEW_KEY, '-keyout', inFolder('server.key'), '-out', inFolder('server.csr'), '-subj', '/CN=server'); // prettier-ignore
  writeFileSync(inFolder('names'), `subjectAltName=IP:${address}\n`);
  const signer = [
    '-CA',
    inFolder(`${authority}.crt`),
    '-CAkey',
    inFolder(`${authority}.key`),
    '-CAcreateserial',
  ];
  openssl('x509', '-req', '-in', inFolder('server.csr'), ...signer, '-out', inFolder('server.crt'), '-days', '2', '-extfile', inFolder('names')); // prettier-ignore
  const read = (file: string) => readFileSync(inFolder(file), 'utf8');
  return { certificate: read('server.crt'), key: read('server.key') };
}

const openssl = (...args: string[]) => void execFileSync('openssl', args, { stdio: 'pipe' });
