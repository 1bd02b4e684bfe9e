/** Formats a time as ISO 8601 in UTC. @param ms epoch milliseconds */
export const isoTime = (ms: number): string => new Date(ms).toISOString();
