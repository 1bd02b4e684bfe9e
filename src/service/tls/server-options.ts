import type { SecureContextOptions, TlsOptions } from 'node:tls';
import type { KeyPair } from './key-pair.js';

/** Forward secrecy and authenticated encryption only (RFC 9325 §4.2), in the client's order. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** How long a handshake may take. Node's default of two minutes would block a shutdown. */
const HANDSHAKE_MS = 10_000;

export const secureContext = ({ cert, key }: KeyPair): SecureContextOptions => ({
  cert,
  key,
  minVersion: 'TLSv1.2',
  ciphers: CIPHERS,
});

export const tlsOptions = (pair: KeyPair): TlsOptions => ({
  ...secureContext(pair),
  handshakeTimeout: HANDSHAKE_MS,
});
