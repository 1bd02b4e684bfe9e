import { describe, expect, it } from '@jest/globals';
import { encodingProblem } from './database-encoding.js';

describe('encodingProblem', () => {
  it('accepts UTF8 on both sides', () => {
    expect(encodingProblem({ server: 'UTF8', client: 'UTF8' })).toBeUndefined();
  });

  it.each(['SQL_ASCII', 'LATIN1', 'WIN1252', 'EUC_JP', 'utf8'])(
    'rejects a database in %s',
    (server) => {
      expect(encodingProblem({ server, client: 'UTF8' })).toEqual({
        text: `The database has the encoding ${server}; UTF8 is required.`,
        remedy: expect.stringContaining("ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0"),
      });
    },
  );

  it.each(['SQL_ASCII', 'LATIN1'])('rejects a connection in %s', (client) => {
    expect(encodingProblem({ server: 'UTF8', client })).toEqual({
      text: `The connection has the client_encoding ${client}; UTF8 is required.`,
      remedy: expect.stringContaining('Remove client_encoding'),
    });
  });
});
