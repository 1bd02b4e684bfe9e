import assert from 'node:assert/strict';

/** Compares the JSON of both values, because objects of Jest's realm have other prototypes. */
export function assertSame(actual: unknown, expected: unknown): void {
  assert.deepEqual(throughJson(actual), throughJson(expected));
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
