/** A certificate, with its chain, and its private key, both PEM. */
export interface KeyPair {
  cert: string;
  key: string;
}
