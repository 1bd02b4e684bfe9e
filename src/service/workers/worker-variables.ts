import type { Reading } from '../configuration/reading.js';
import type { Variables } from '../configuration/variable.js';

/** Returns the variables with the texts of secrets instead of their files, which may be pipes. */
export function workerVariables(variables: Variables, readings: readonly Reading[]): Variables {
  const fromFiles = readings.filter(({ source }) => source === 'file');
  const texts = fromFiles.flatMap(({ variable: { name }, givenAs, text }) => [
    [name, text],
    [givenAs, undefined],
  ]);
  return { ...variables, ...(Object.fromEntries(texts) as Variables) };
}
