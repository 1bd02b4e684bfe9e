import { describe, expect, it } from '@jest/globals';
import { splitArray } from './split-array.js';
import { MAX_ENTRY_LENGTH } from './user-entry.js';

/** The text in parts of this length. */
async function* inParts(text: string, length = text.length): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) {
    yield await Promise.resolve(text.slice(at, at + length));
  }
}

async function split(text: string, length?: number) {
  const elements = [];
  for await (const element of splitArray(inParts(text, length))) elements.push(element);
  return elements;
}

describe('splitArray', () => {
  const ELEMENTS = [
    {},
    { a: 1 },
    { text: '}]{[,"\\', nested: { list: [[{}], ']'] } },
    { quotes: 'a\\"b\\\\', line: '\n', unicode: '😀\u2028' },
  ];

  it.each([
    ['on one line', JSON.stringify(ELEMENTS)],
    ['indented', JSON.stringify(ELEMENTS, null, 2)],
    ['with spaces around', ` \r\n\t${JSON.stringify(ELEMENTS)} \n`],
  ])('splits an array %s, in parts of any length', async (_, text) => {
    for (const length of [1, 2, 3, 7, 64, undefined]) {
      const elements = await split(text, length);
      expect(elements.map((element) => JSON.parse(element.text) as unknown)).toEqual(ELEMENTS);
    }
  });

  it('returns the line on which each element begins', async () => {
    const lines = (await split('[\n{"a":\n1}\n,\n\n{}]', 2)).map(({ line }) => line);
    expect(lines).toEqual([2, 6]);
  });

  it('splits an empty array', async () => {
    expect(await split('[ ]')).toEqual([]);
  });

  const NO_ARRAY = 'The file is not a JSON array of objects, on line 1.';
  const INCOMPLETE = 'The file ends within the array: it is not complete, on line 1.';

  it.each([
    ['an object', '{}', NO_ARRAY],
    ['an array of numbers', '[1]', NO_ARRAY],
    ['an array of strings', '["{}"]', NO_ARRAY],
    ['a missing comma', '[{} {}]', NO_ARRAY],
    ['two commas', '[{},,{}]', NO_ARRAY],
    ['text after the array', '[{}] x', NO_ARRAY],
    ['a second array', '[][]', NO_ARRAY],
    ['no text', '', INCOMPLETE],
    ['an open array', '[{}', INCOMPLETE],
    ['an open object', '[{"a": 1', INCOMPLETE],
    ['an open string', '[{"a]}', INCOMPLETE],
    ['an element that never ends', `[{"a":"${'x'.repeat(MAX_ENTRY_LENGTH)}`, `The file is longer than ${MAX_ENTRY_LENGTH} characters, on line 1.`], // prettier-ignore
  ])('rejects %s', async (_, text, message) => {
    await expect(split(text)).rejects.toMatchObject({ name: 'ImportFileError', message });
  });

  it('returns the elements before a mistake', async () => {
    const elements: string[] = [];
    const reading = async () => {
      for await (const { text } of splitArray(inParts('[{"a":1},{"b":'))) elements.push(text);
    };
    await expect(reading()).rejects.toThrow('ends within the array');
    expect(elements).toEqual(['{"a":1}']);
  });
});
