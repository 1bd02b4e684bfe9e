import { AuthError, type AuthErrorCode, ExpiredTokenError } from './auth-error.js';
import type { BearerRefusal } from './auth-events.js';

/** The session and the user that a refused token names. */
interface RefusedSubject {
  sid: string | null;
  userId: string | null;
}

const NO_SUBJECT: RefusedSubject = { sid: null, userId: null };

/** Only for the event. The error itself reveals nothing about users and sessions. */
const subjects = new WeakMap<AuthError, RefusedSubject>();

/** Creates the error of a token with a valid signature, and stores its subject for the event. */
export function refusedBearer(code: AuthErrorCode, subject: RefusedSubject): AuthError {
  const error = new AuthError(code);
  subjects.set(error, subject);
  return error;
}

/** Returns the subject of a token with a valid signature. */
export const subjectOf = (error: AuthError): RefusedSubject => subjects.get(error) ?? NO_SUBJECT;

const REFUSALS: Partial<Record<AuthErrorCode, BearerRefusal>> = {
  invalid_token: 'invalid',
  user_not_identified: 'invalid',
  session_ended: 'session_ended',
  user_not_found: 'user_not_found',
  user_inactive: 'user_inactive',
};

/** Classifies the error of an access token. @returns null if it causes no event */
export const bearerRefusalOf = (error: AuthError): BearerRefusal | null =>
  error instanceof ExpiredTokenError ? null : (REFUSALS[error.code] ?? null);
