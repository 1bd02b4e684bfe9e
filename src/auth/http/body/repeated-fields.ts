/** The names of fields that a form contains more than once, by its parsed body. */
const repeatedFields = new WeakMap<object, ReadonlySet<string>>();

/** Records the repeated fields of a form. Its body contains only the last value of each. */
export function recordRepeatedFields(body: object, names: ReadonlySet<string>): void {
  if (names.size > 0) repeatedFields.set(body, names);
}

/** @returns the names of the fields that the form of this body contains more than once */
export const repeatedFieldsOf = (body: object): ReadonlySet<string> =>
  repeatedFields.get(body) ?? NONE;

const NONE: ReadonlySet<string> = new Set();
