import { describe, expect, it } from '@jest/globals';
import { toLogRecord } from './log-record.js';

describe('a call of a Nest logger', () => {
  it('with a text is a line with that message, and with who says it', () => {
    const record = { message: 'Listening', context: 'Keyturn' };
    expect(toLogRecord('Listening', ['Keyturn'])).toEqual(record);
  });

  it('without a name is a line of nobody', () => {
    expect(toLogRecord('Listening', [])).toEqual({ message: 'Listening' });
  });

  it('with an object is a line with its members, and its message if it has one', () => {
    const request = { status: 200 };
    expect(toLogRecord({ request }, ['Http'])).toEqual({ message: '', request, context: 'Http' });
    expect(toLogRecord({ message: 'done', request }, [])).toEqual({ message: 'done', request });
  });

  it('with an error is a line that describes it', () => {
    const record = toLogRecord(new TypeError('broken'), ['Wire']);
    expect(record).toMatchObject({
      message: 'TypeError',
      context: 'Wire',
      error: { type: 'TypeError', message: 'broken' },
    });
  });

  it('with a text, an error and a name is a line that says both', () => {
    const record = toLogRecord('It failed.', [new Error('broken'), 'Wire']);
    const error = { type: 'Error', message: 'broken' };
    expect(record).toMatchObject({ message: 'It failed.', context: 'Wire', error });
  });

  it('with a text, a stack and a name is a line that has all three', () => {
    const stack = 'Error: broken\n    at here.js:1:1';
    expect(toLogRecord('It failed.', [stack, 'Wire'])).toEqual({
      message: 'It failed.',
      context: 'Wire',
      error: { stack },
    });
  });

  it.each([
    [undefined, 'undefined'],
    [null, ''],
    [7, '7'],
  ])('with %p is a line all the same', (message, text) => {
    expect(toLogRecord(message, ['Wire'])).toMatchObject({ message: text });
  });
});
