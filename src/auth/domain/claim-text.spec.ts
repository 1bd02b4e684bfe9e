import { describe, expect, it } from '@jest/globals';
import { claimTextOf } from './claim-text.js';

describe('claimTextOf', () => {
  it.each([
    ['"admin"', 'admin'],
    ['""', ''],
    ['"true"', 'true'],
    ['true', 'true'],
    ['false', 'false'],
    ['0', '0'],
    ['-7', '-7'],
    ['1.5', '1.5'],
    ['9007199254740991', '9007199254740991'],
    ['[]', '[]'],
    ['["a", "b"]', '["a","b"]'],
    ['{"a": [1, null, {"b": "ü"}]}', '{"a":[1,null,{"b":"ü"}]}'],
    ['null', undefined],
    ['9007199254740993', undefined],
    ['-9007199254740993', undefined],
    ['1e999', undefined],
    ['[1, 9007199254740993]', undefined],
    ['{"tenant": {"id": 9007199254740993}}', undefined],
  ])('returns the text of the claim %s: %j', (json, text) => {
    expect(claimTextOf(JSON.parse(json))).toBe(text);
  });

  it('returns no text for a claim that the token does not have', () => {
    expect(claimTextOf(undefined)).toBeUndefined();
  });
});
