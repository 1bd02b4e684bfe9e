import { describe, expect, it } from '@jest/globals';
import { strayText } from './literal-text.js';

describe('strayText', () => {
  it.each([
    '',
    '3000',
    'https://a.example, https://b.example',
    "it's",
    'pa$word',
    'a"b',
    '$',
    '{}',
  ])('accepts %j', (text) => {
    expect(strayText(text)).toBeUndefined();
  });

  it.each([
    ['3000 ', 'begins or ends with white space'],
    [' 3000', 'begins or ends with white space'],
    ['production\r', 'begins or ends with white space'],
    ['info\n', 'begins or ends with white space'],
    ['\u00a0info', 'begins or ends with white space'],
    ['\ufeffinfo', 'begins or ends with white space'],
    ['a\nb', 'contains a line break'],
    ['a\r\nb', 'contains a line break'],
    ['a\tb', 'contains a control character'],
    ['a\u0000b', 'contains a control character'],
    ['"3000"', 'is in quotation marks'],
    ["'3000'", 'is in quotation marks'],
    ['`date`', 'is in quotation marks'],
    ['""', 'is in quotation marks'],
    ['$PORT', 'refers to a variable or a command'],
    ['${PORT}', 'refers to a variable or a command'],
    ['${PORT:-3000}', 'refers to a variable or a command'],
    ['$(openssl rand -base64 48)', 'refers to a variable or a command'],
    ['${{ secrets.JWT_SECRET }}', 'refers to a variable or a command'],
    ['{{ .Values.secret }}', 'refers to a variable or a command'],
  ])('rejects %j, which %s', (text, problem) => {
    expect(strayText(text)).toMatch(new RegExp(`^${problem}[^.]*\\. \\w`));
  });
});
