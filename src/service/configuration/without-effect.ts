import type { Reading } from './reading.js';
import type { Section } from './variable.js';

/** Returns a problem for each variable of a section that is set although it has no effect. */
export function withoutEffect(
  section: Section,
  readings: readonly Reading[],
  isSet: (reading: Reading) => boolean,
  reason: string,
): string[] {
  const names = Object.values(section).map(({ name }) => name);
  return readings
    .filter((reading) => names.includes(reading.variable.name) && isSet(reading))
    .map(({ givenAs }) => `${givenAs} has no effect ${reason}`);
}

/** Whether a variable differs from its default, or is read from a file. */
export const isChanged = ({ variable: { name, fallback }, text, givenAs }: Reading): boolean =>
  text !== fallback(false, {}) || givenAs !== name;
