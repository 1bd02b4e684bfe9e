/**
 * Injection token of the application's event sink, or of the log. All other code injects
 * `AuthEvents`.
 */
export const AUTH_EVENT_SINK = Symbol('AUTH_EVENT_SINK');
