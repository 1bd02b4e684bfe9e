import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDotEnv } from './dot-env-text.js';

describe('parseDotEnv', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['# a comment\n\n  # another\n', {}],
    ['A=1', { A: '1' }],
    [' A = 1 ', { A: '1' }],
    ['A=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['\uFEFFA=1', { A: '1' }],
    ['export A=1', { A: '1' }],
    ['export   A=1', { A: '1' }],
    ['A=', { A: '' }],
    ['# a line separator \u2028 in a comment', {}],
    ['A= # none', { A: '' }],
    ['A=7d # a week', { A: '7d' }],
    ['A=7d\t# a week', { A: '7d' }],
    ['A="a#b"', { A: 'a#b' }],
    ["A='a#b' # why", { A: 'a#b' }],
    ["A='pa$word`\\'", { A: 'pa$word`\\' }],
    ['A="it\'s"', { A: "it's" }],
    ['A="  x "', { A: '  x ' }],
    ['A="one\\ntwo"', { A: 'one\ntwo' }],
    ['A=1=2', { A: '1=2' }],
    ['A=https://a.example, https://b.example', { A: 'https://a.example, https://b.example' }],
    ['A=pa$$', { A: 'pa$$' }],
    ['A=\tx\t', { A: 'x' }],
    ['A=\u00a0x\ufeff ', { A: '\u00a0x\ufeff' }],
    ['A=x\u3000', { A: 'x\u3000' }],
  ])('reads %j', (text, values) => {
    expect(parseDotEnv(text)).toEqual({ values, problems: [] });
  });

  it.each([
    ['A=foo#bar', 'has a # in an unquoted value'],
    ['A=#fff', 'has a # in an unquoted value'],
    ['A="x', 'has an opening quotation mark without a closing one'],
    ["A='x", 'has an opening quotation mark without a closing one'],
    ['A=`x`', 'has an opening quotation mark without a closing one'],
    ['A="x\nB="y"', 'has an opening quotation mark without a closing one'],
    ['A="x" y', 'has text after the closing quotation mark'],
    ['A="x"#y', 'has text after the closing quotation mark'],
    ["A='it''s'", 'has text after the closing quotation mark'],
    ["A='x'\u00a0", 'has text after the closing quotation mark'],
    ['A=\u00a0"x"', 'has a quotation mark in an unquoted value'],
    ['A=x\u00a0# a week', 'has a # in an unquoted value'],
    ["A=it's", 'has a quotation mark in an unquoted value'],
    ['A=x"', 'has a quotation mark in an unquoted value'],
    ['A=${B}', 'refers to a variable or a command'],
    ['A=$B/x', 'refers to a variable or a command'],
    ['A="$(date)"', 'refers to a variable or a command'],
    ['A=x`date`', 'refers to a variable or a command'],
    ['A="C:\\temp"', 'has a backslash in double quotes'],
    ['A="a\\"b"', 'has text after the closing quotation mark'],
    ['PORT 3000', 'is not NAME=value'],
    ['PORT: 3000', 'is not NAME=value'],
    ['\u00a0A=1', 'is not NAME=value'],
    ['\u00a0', 'is not NAME=value'],
    ['=1', 'is not NAME=value'],
    ['1A=1', 'is not NAME=value'],
    ['set A=1', 'is not NAME=value'],
    ['A=1\rB=2', 'contains a control character'],
    ['A=1\u0000', 'contains a control character'],
  ])('rejects %j, which %s', (text, problem) => {
    const { problems } = parseDotEnv(`# first\n${text}\n`);
    expect(problems[0]).toMatch(new RegExp(`^\\.env line 2 ${problem}.*\\.$`));
  });

  it('reports both lines when a variable is set twice', () => {
    const { problems } = parseDotEnv('A=1\nB=2\nexport A=1');
    expect(problems).toEqual(['.env line 3 sets the same variable as line 1. Remove one.']);
  });

  it('lists every problem without the values', () => {
    const { problems } = parseDotEnv('A=hunter2#x\nB="hunter2\nhunter2\nC=$hunter2\nD=hunter2"');
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('reads every accepted text as util.parseEnv does', () => {
    const line = fc
      .array(
        fc.constantFrom(
          'A',
          'B',
          '=',
          ' ',
          '"',
          "'",
          '#',
          'x',
          '$',
          '\\',
          'n',
          'export ',
          '\u00a0',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const { values, problems } = parseDotEnv(lines.join('\n'));
        const canonical = lines.map((one) => one.replace(/^\s*export\s+/, 'export '));
        if (problems.length > 0) return;
        expect(values).toEqual({ ...parseEnv(`${canonical.join('\n')}\n`) });
      }),
      { seed: 13, numRuns: 5_000 },
    );
  });
});
