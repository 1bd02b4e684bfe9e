import { randomBytes } from 'node:crypto';

const PARTS = [randomBytes(16), randomBytes(32)].map((bytes) =>
  bytes.toString('base64').replace(/=+$/, ''),
);

/** The hashes of all users of a scenario. Undefined: hashes of this service. */
export const COSTS: Readonly<Record<string, string | undefined>> = {
  'this service': undefined,
  'Django’s PBKDF2': `pbkdf2_sha256$150000$${randomBytes(11).toString('hex')}$${PARTS[1]!}=`,
  scrypt: `$scrypt$ln=14,r=8,p=1$${PARTS.join('$')}`,
};
