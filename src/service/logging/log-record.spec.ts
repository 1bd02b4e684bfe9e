import { describe, expect, it } from '@jest/globals';
import { toLogRecord } from './log-record.js';

describe('toLogRecord', () => {
  it('returns the message and the context of a text', () => {
    const record = { message: 'Listening', context: 'Keyturn' };
    expect(toLogRecord('Listening', ['Keyturn'])).toEqual(record);
  });

  it('returns no context when the logger has no name', () => {
    expect(toLogRecord('Listening', [])).toEqual({ message: 'Listening' });
  });

  it('returns the members of an object', () => {
    const request = { status: 200 };
    expect(toLogRecord({ request }, ['Http'])).toEqual({ message: '', request, context: 'Http' });
    expect(toLogRecord({ message: 'done', request }, [])).toEqual({ message: 'done', request });
  });

  it('describes an error', () => {
    const record = toLogRecord(new TypeError('broken'), ['Http']);
    expect(record).toMatchObject({
      message: 'TypeError',
      context: 'Http',
      error: { type: 'TypeError', message: 'broken' },
    });
  });

  it('returns the message and the error when both are logged', () => {
    const record = toLogRecord('It failed.', [new Error('broken'), 'Http']);
    const error = { type: 'Error', message: 'broken' };
    expect(record).toMatchObject({ message: 'It failed.', context: 'Http', error });
  });

  it('returns the message, the stack and the context', () => {
    const stack = 'Error: broken\n    at here.js:1:1';
    expect(toLogRecord('It failed.', [stack, 'Http'])).toEqual({
      message: 'It failed.',
      context: 'Http',
      error: { stack },
    });
  });

  it.each([
    [undefined, 'undefined'],
    [null, ''],
    [7, '7'],
  ])('accepts %p as the message', (message, text) => {
    expect(toLogRecord(message, ['Http'])).toMatchObject({ message: text });
  });
});
