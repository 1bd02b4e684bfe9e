import { describe, expect, it } from '@jest/globals';
import { judgeEncoding } from './database-encoding.js';

describe('judgeEncoding', () => {
  it('accepts UTF8 on both sides', () => {
    expect(judgeEncoding({ server: 'UTF8', client: 'UTF8' })).toBeUndefined();
  });

  it.each(['SQL_ASCII', 'LATIN1', 'WIN1252', 'EUC_JP', 'utf8'])(
    'refuses a database in %s',
    (server) => {
      expect(judgeEncoding({ server, client: 'UTF8' })).toEqual({
        text: `The database has the encoding ${server}; UTF8 is required.`,
        remedy: expect.stringContaining("ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"),
      });
    },
  );

  it.each(['SQL_ASCII', 'LATIN1'])('refuses a connection in %s', (client) => {
    expect(judgeEncoding({ server: 'UTF8', client })).toEqual({
      text: `The connection has the client_encoding ${client}; UTF8 is required.`,
      remedy: expect.stringContaining('Remove client_encoding'),
    });
  });
});
