import assert from 'node:assert/strict';

/** By what JSON makes of both: Jest's tests have other prototypes than a driver's rows. */
export function assertSame(actual: unknown, expected: unknown): void {
  assert.deepEqual(throughJson(actual), throughJson(expected));
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
