/** Token under which the sink is provided: the host's, or the log. Everybody else injects `AuthEvents`. */
export const AUTH_EVENT_SINK = Symbol('AUTH_EVENT_SINK');
