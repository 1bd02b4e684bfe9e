/**
 * The signals that stop the service. A terminal sends them to the primary process and to its workers.
 * The system sends SIGHUP when the terminal, or the connection to it, is closed.
 */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
