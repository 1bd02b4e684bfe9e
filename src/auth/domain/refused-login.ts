import { AuthError, QueueFullError } from './auth-error.js';
import type { AuthEvents, LoginRefused } from './auth-events.js';

const reported = new WeakSet<AuthError>();

/** Only for the log: an application's `AuthEvents` receives no driver errors. */
const causes = new WeakMap<object, unknown>();

/**
 * Emits `authn_login_refused` for a log-in that fails with `temporarily_unavailable`. Ignores every
 * other error.
 *
 * @param subject `userId` is null while the password has not been verified
 */
export function reportRefusedLogin(
  events: AuthEvents,
  error: unknown,
  subject: Pick<LoginRefused, 'userId' | 'client'>,
): void {
  if (!(error instanceof AuthError) || error.code !== 'temporarily_unavailable') return;
  const reason = error instanceof QueueFullError ? 'queue_full' : 'unavailable';
  const detail = error.detail ?? null;
  const event: LoginRefused = { type: 'authn_login_refused', reason, detail, ...subject };
  reported.add(error);
  causes.set(event, error.cause);
  events.emit(event);
}

/** Checks whether an event was emitted for the error. Then the log need not repeat it. */
export const isReported = (error: AuthError): boolean => reported.has(error);

/** Returns the driver's error that caused the refusal. */
export const causeOf = (event: object): unknown => causes.get(event);
