/** How long the two tokens and their session last, in seconds. */
export interface Lifetimes {
  access: number;
  refresh: number;
  session: number;
}

/** Neither token may outlive what issues or revokes it. */
const ORDER = [
  ['access', 'refresh'],
  ['refresh', 'session'],
  ['access', 'session'],
] as const;

/**
 * Lists each lifetime that is longer than the one that must contain it, with that one.
 *
 * The rule holds for every `rotation` and `accessTokenCheck` (docs/rotation.md, Lifetimes).
 */
export const exceededLifetimes = (
  lifetimes: Lifetimes,
): (readonly [longer: keyof Lifetimes, shorter: keyof Lifetimes])[] =>
  ORDER.filter(([inner, outer]) => lifetimes[inner] > lifetimes[outer]);

/** Formats the message for one of them, with the names and texts of the options. */
export const exceededLifetimeMessage = (
  longer: { name: string; text: string },
  shorter: { name: string; text: string },
): string =>
  `${longer.name} (${longer.text}) is longer than ${shorter.name} (${shorter.text}). ` +
  `Set ${longer.name} to at most ${shorter.text}, or ${shorter.name} to at least ${longer.text}.`;
