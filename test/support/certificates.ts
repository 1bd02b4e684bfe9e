import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate in PEM, with its key. */
export interface Certificate {
  certificate: string;
  key: string;
}

const NEW_KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'.split(' ');

/**
 * An authority of its own, in files `NAME.crt` and `NAME.key` of the folder.
 *
 * @returns the path of its certificate
 */
export function makeAuthority(folder: string, name: string): string {
  const [crt, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  openssl('req', '-x509', ...NEW_KEY, '-keyout', key, '-out', crt, '-days', '2', '-subj', `/CN=${name}`); // prettier-ignore
  return crt;
}

/** A server's certificate by that authority, for an address alone. */
export function makeCertificate(folder: string, authority: string, address: string): Certificate {
  const at = (file: string) => join(folder, file);
  openssl('req', ...NEW_KEY, '-keyout', at('server.key'), '-out', at('server.csr'), '-subj', '/CN=server'); // prettier-ignore
  writeFileSync(at('names'), `subjectAltName=IP:${address}\n`);
  const signer = [
    '-CA',
    at(`${authority}.crt`),
    '-CAkey',
    at(`${authority}.key`),
    '-CAcreateserial',
  ];
  openssl('x509', '-req', '-in', at('server.csr'), ...signer, '-out', at('server.crt'), '-days', '2', '-extfile', at('names')); // prettier-ignore
  const read = (file: string) => readFileSync(at(file), 'utf8');
  return { certificate: read('server.crt'), key: read('server.key') };
}

const openssl = (...args: string[]) => void execFileSync('openssl', args, { stdio: 'pipe' });
