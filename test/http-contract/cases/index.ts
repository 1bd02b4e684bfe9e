import type { ContractCase } from '../contract-case.js';
import { BEARER } from './bearer.js';
import { BODIES } from './bodies.js';
import { FIELDS } from './fields.js';
import { IDEMPOTENCY_KEY } from './idempotency-key.js';
import { ISSUED } from './issued.js';
import { REVOCATION } from './oauth/revocation.js';
import { ORDER } from './order.js';
import { PASSWORD } from './password.js';
import { PATHS } from './paths.js';
import { SESSIONS } from './sessions.js';
import { STATES } from './states.js';
import { CHECKS } from './checks.js';
import { CLAIMS } from './token/claims.js';
import { FORM } from './token/form.js';
import { SUBJECT } from './token/subject.js';

type Subjects = Readonly<Record<string, readonly ContractCase[]>>;

/** The cases whose response depends on what the database contains, by subject. */
export const STORED: Subjects = {
  'issued tokens': ISSUED,
  'the state of a token': STATES,
  'the Idempotency-Key': IDEMPOTENCY_KEY,
  'the subject of a token': SUBJECT,
  'the sessions of a user': SESSIONS,
};

/** All cases of the contract, by subject. */
export const SUBJECTS: Subjects = {
  'the order of checks': ORDER,
  'paths and methods': PATHS,
  'types and bodies': BODIES,
  fields: FIELDS,
  'bearer tokens': BEARER,
  'the check of a gateway': CHECKS,
  'the revocation of RFC 7009': REVOCATION,
  'a password change': PASSWORD,
  'the format of a token': FORM,
  'the claims of a token': CLAIMS,
  ...STORED,
};
