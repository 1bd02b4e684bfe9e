import { describe, expect, it } from '@jest/globals';
import { encodeCursor, readAll, readPageRequest } from './page-request.js';

const ID = '019b76da-a800-7000-8000-000000000001';
const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('readPageRequest', () => {
  it('selects the first 20 sessions by default', () => {
    expect(readPageRequest({})).toEqual({ limit: 20 });
  });

  it.each([{ after: ID }, { before: ID }])('reads the cursor that encodes %j', (cursor) => {
    expect(readPageRequest({ cursor: encodeCursor(cursor) })).toEqual({ ...cursor, limit: 20 });
  });

  it.each([
    ['text', 'x'],
    ['an empty text', ''],
    ['another ID', encoded('p=7')],
    ['SQL', encoded(`p=${ID}' OR 1=1`)],
    ['another direction', encoded(`r=2&p=${ID}`)],
    ['two IDs', encoded(`p=${ID}&p=${ID}`)],
    ['an ID that is not encoded', ID],
    ['two values', [encoded(`p=${ID}`), encoded(`p=${ID}`)]],
    ['an object', { p: ID }],
    ['null', null],
  ])('rejects a cursor that is %s', (_, cursor) => {
    expect(() => readPageRequest({ cursor })).toThrow(
      expect.objectContaining({ code: 'not_found', message: 'Invalid cursor' }),
    );
  });

  it.each([
    ['1', 1],
    ['20', 20],
    ['100', 100],
  ])('reads the page_size %s', (text, limit) => {
    expect(readPageRequest({ page_size: text })).toEqual({ limit });
  });

  it.each(['0', '101', '-1', '1.5', '', '1e2', '010', ' 5', 'all', ['5', '6'], null])(
    'rejects the page_size %j',
    (value) => {
      expect(() => readPageRequest({ page_size: value })).toThrow(
        expect.objectContaining({
          fields: { page_size: ['Must be an integer from 1 to 100.'] },
        }),
      );
    },
  );
});

describe('readAll', () => {
  it.each([
    [undefined, false],
    ['false', false],
    ['true', true],
  ])('reads %s as %s', (value, all) => {
    expect(readAll({ all: value })).toBe(all);
  });

  it.each(['', '1', 'True', 'yes', ['true', 'true'], null])('rejects %j', (value) => {
    expect(() => readAll({ all: value })).toThrow(
      expect.objectContaining({ fields: { all: ['Must be true or false.'] } }),
    );
  });
});
