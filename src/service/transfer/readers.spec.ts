import { describe, expect, it } from '@jest/globals';
import { readUsers, type ReadOptions, formatOf } from './read-users.js';
import { MAX_ENTRY_LENGTH } from './user-entry.js';

async function* inParts(bytes: Buffer, length = bytes.length): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) {
    yield await Promise.resolve(bytes.subarray(at, at + length));
  }
}

async function read(file: string | Buffer, options: Partial<ReadOptions>, length?: number) {
  const all = { format: 'ndjson', model: undefined, nameField: 'username', ...options } as const;
  const entries = [];
  for await (const entry of readUsers(inParts(Buffer.from(file), length), all)) {
    const { content, line } = entry;
    const text = content.kind === 'record' ? content.record : content.problem;
    entries.push([entry.entry ?? line, text]);
  }
  return entries;
}

const TOO_LONG = `is longer than ${MAX_ENTRY_LENGTH} characters`;

describe('NDJSON', () => {
  it('reads a record per line, in parts of any length, and ignores empty lines', async () => {
    const file = '\ufeff{"username":"älice"}\r\n\n{"username":"b","id":9007199254740993}\n \n{}';
    const expected = [
      [1, { username: 'älice' }],
      [3, { username: 'b', id: '9007199254740993' }],
      [5, {}],
    ];
    for (const length of [1, 2, 3, 5, undefined]) {
      expect(await read(file, {}, length)).toEqual(expected);
    }
  });

  it('reads a record with a model, a primary key or fields as it is', async () => {
    const records = [
      { model: 'T', pk: 'p', fields: 'f' },
      { model: 'auth.user', fields: {}, username: 'a' },
      { pk: 'p', fields: {} },
    ];
    const file = records.map((one) => JSON.stringify(one)).join('\n');
    expect(await read(file, {})).toEqual(records.map((one, index) => [index + 1, one]));
  });

  it('reports lines that are no record, without their content', async () => {
    const long = `{"username":"${'x'.repeat(MAX_ENTRY_LENGTH)}"}`;
    const file = `secret\n["secret"]\nnull\n${long}\n{"username":"a"}\n${long}`;
    const expected = [
      [1, 'is not JSON'],
      [2, 'is not a JSON object'],
      [3, 'is not a JSON object'],
      [4, TOO_LONG],
      [5, { username: 'a' }],
      [6, TOO_LONG],
    ];
    for (const length of [1000, undefined]) expect(await read(file, {}, length)).toEqual(expected);
  });
});

describe('CSV', () => {
  const csv = { format: 'csv' } as const;

  it('reads cells by the names of the columns, and an empty cell as null', async () => {
    const file = '\ufeffusername , email,id\r\n"a ""b"", c",,1\r\n\r\n"two\nlines",x,2\nlast,y,3';
    const expected = [
      [2, { username: 'a "b", c', email: null, id: '1' }],
      [4, { username: 'two\nlines', email: 'x', id: '2' }],
      [6, { username: 'last', email: 'y', id: '3' }],
    ];
    for (const length of [1, 4, undefined]) expect(await read(file, csv, length)).toEqual(expected);
  });

  it('reports a line with another number of columns, and continues', async () => {
    expect(await read('username,id\na\nb,1,2\nc,3', csv)).toEqual([
      [2, 'has 1 columns instead of 2'],
      [3, 'has 3 columns instead of 2'],
      [4, { username: 'c', id: '3' }],
    ]);
  });

  it('finds the column of another name field', async () => {
    const options = { ...csv, nameField: 'nick' };
    expect(await read('nick\na', options)).toEqual([[2, { nick: 'a' }]]);
  });

  it.each([
    [
      'without any content',
      '',
      'The file is empty. Its first line must have the names of the columns.',
    ],
    ['with lines that end with CR', 'username,email\rsecret,\r', 'The lines of the file end with CR. Convert them to LF or CRLF.'], // prettier-ignore
    ['without a header', 'alice,secret\n', 'The first line has no column username.'],
    [
      'with a column twice',
      'username,id,id\n',
      'Column 3 of the first line has the same name as column 2. Remove or rename one.',
    ],
    [
      'with an open quotation mark',
      'username\n"secret',
      'The file is not CSV: CSV_QUOTE_NOT_CLOSED',
    ],
    ['with text after a quoted cell', 'username\n"a"secret\n', 'The file is not CSV: CSV_INVALID'],
    [
      'with a quotation mark inside a cell',
      'username\nx"secret\n',
      'The file is not CSV: INVALID_OPENING_QUOTE, on line 2.',
    ],
  ])('rejects a file %s, without its content', async (_, file, message) => {
    const reading = read(file, csv);
    await expect(reading).rejects.toMatchObject({ name: 'ImportFileError' });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.not.toThrow('secret');
  });
});

describe("Django's dumpdata", () => {
  const django = { format: 'django' } as const;
  const user = { model: 'auth.user', pk: 42, fields: { username: 'a', is_active: true } };
  const group = { model: 'auth.group', pk: 1, fields: { name: 'g' } };
  const record = { id: '42', username: 'a', is_active: true };

  it('reads the users of the model, with the primary key as ID', async () => {
    const file = JSON.stringify([group, user, { ...user, pk: null }, { ...user, pk: 'uuid' }]);
    expect(await read(file, django)).toEqual([
      [2, record],
      [3, { ...record, id: undefined }],
      [4, { ...record, id: 'uuid' }],
    ]);
  });

  it('reads a custom model, in any case', async () => {
    const file = JSON.stringify([user, { ...user, model: 'accounts.person' }]);
    expect(await read(file, { ...django, model: 'Accounts.Person' })).toEqual([[2, record]]);
  });

  it.each([7, '7', null])('reads numbers as text with the primary key %j', async (pk) => {
    const file = `[{"model":"auth.user","pk":${JSON.stringify(pk)},"fields":{"phone":491701234567890123,"is_active":1}}]`;
    const expected = { phone: '491701234567890123', is_active: '1' };
    expect(await read(file, django)).toEqual([
      [1, { ...expected, id: pk === null ? undefined : '7' }],
    ]);
  });

  it('reports an element that is no object of dumpdata', async () => {
    expect(await read('[{"model":"auth.user"},{"a":x},{}]', django)).toEqual([
      [1, 'is not an object of dumpdata'],
      [2, 'is not JSON'],
      [3, 'is not an object of dumpdata'],
    ]);
  });

  it('rejects a file without the model, and lists its models', async () => {
    await expect(read(JSON.stringify([group]), django)).rejects.toThrow(
      'The file contains no object of the model auth.user, only of: auth.group. Select one with --model.',
    );
    expect(await read('[]', django)).toEqual([]);
  });

  describe.each(['django', 'ndjson'] as const)('with an object per line, as %s', (format) => {
    const lines = (...objects: object[]) => objects.map((one) => JSON.stringify(one)).join('\n');

    it('reads the users of the model, in parts of any length', async () => {
      const file = `\ufeff${lines(group, user)}\n\n${lines({ ...user, pk: null })}\n`;
      for (const length of [1, 2, 5, undefined]) {
        expect(await read(file, { format }, length)).toEqual([
          [2, record],
          [4, { ...record, id: undefined }],
        ]);
      }
      const own = lines(user, { ...user, model: 'accounts.person' });
      expect(await read(own, { format, model: 'Accounts.Person' })).toEqual([[2, record]]);
    });

    it('reads numbers as text', async () => {
      const file = '{"model":"auth.user","pk":"u","fields":{"phone":491701234567890123}}';
      expect(await read(file, { format })).toEqual([[1, { phone: '491701234567890123', id: 'u' }]]);
    });

    it('reports lines that are no object of dumpdata', async () => {
      const file = `${lines(user)}\nx\n{"model":"auth.user"}`;
      expect(await read(file, { format, model: 'auth.user' })).toEqual([
        [1, record],
        [2, 'is not JSON'],
        [3, 'is not an object of dumpdata'],
      ]);
    });

    it('rejects a file without the model, and lists its models', async () => {
      await expect(read(lines(group), { format })).rejects.toThrow(
        'The file contains no object of the model auth.user, only of: auth.group. Select one with --model.',
      );
    });
  });

  it.each([
    ['an indented object', '{\n  "a": 1\n}', 'The file is not a JSON array of objects, on line 1.'],
    ['no text', '', 'The file ends within the array: it is not complete, on line 1.'],
    ['white space', ' \n', 'The file ends within the array: it is not complete, on line 2.'],
  ])('rejects a file with %s', async (_, file, message) => {
    for (const length of [1, undefined]) {
      await expect(read(file, django, length)).rejects.toThrow(message);
    }
  });
});

describe('bytes that are not UTF-8', () => {
  it.each(['ndjson', 'csv', 'django'] as const)(
    'bytes that are not UTF-8 stop the import with the line: %s',
    async (format) => {
      const before = { ndjson: '{"username":"a"}\n', csv: 'username\n', django: '[\n{"a":"' }[
        format
      ];
      const file = Buffer.concat([Buffer.from(`${before}é`), Buffer.from('m\xfcller\n', 'latin1')]);
      for (const length of [1, 5, undefined]) {
        await expect(read(file, { format }, length)).rejects.toThrow(/^Line 2 is not UTF-8 text/);
      }
    },
  );

  it('an incomplete character at the end of a file stops the import with the line', async () => {
    const file = Buffer.from('{"username":"é').subarray(0, -1);
    await expect(read(file, {})).rejects.toThrow(/^Line 1 is not UTF-8 text/);
  });
});

describe('formatOf', () => {
  it.each([
    ['users.ndjson', 'ndjson'],
    ['users.jsonl', 'ndjson'],
    ['a.b/users.CSV', 'csv'],
    ['dump.json', 'django'],
    ['users', undefined],
    ['users.txt', undefined],
  ])('formatOf(%j) returns %s', (file, format) => {
    expect(formatOf(file)).toBe(format);
  });
});
