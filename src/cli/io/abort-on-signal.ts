const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ends a command that waits: its signal is aborted when the process receives one. */
export function abortOnSignal(): { signal: AbortSignal; done: () => void } {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const name of SIGNALS) process.once(name, stop);
  const done = () => {
    for (const name of SIGNALS) process.off(name, stop);
  };
  return { signal: stopping.signal, done };
}
