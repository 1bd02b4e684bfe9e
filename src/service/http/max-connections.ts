export const MAX_CONNECTIONS_RULE = 'must be a whole number from 1 to 100000';

/** @returns null when the text is not such a number */
export function parseMaxConnections(text: string): number | null {
  return /^[1-9]\d{0,4}$|^100000$/.test(text) ? Number(text) : null;
}
