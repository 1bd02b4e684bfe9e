import { expect, it } from '@jest/globals';
import { listeningError } from './listening-error.js';

const NAMES = { host: 'METRICS_HOST', port: 'METRICS_PORT' };
const fail = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

it.each([
  ['EADDRINUSE', 'METRICS_PORT'],
  ['EACCES', 'METRICS_PORT'],
  ['EADDRNOTAVAIL', 'METRICS_HOST'],
  ['ENOTFOUND', 'METRICS_HOST'],
])('listeningError returns for %s an error that names %s', (code, name) => {
  expect(listeningError(fail(code), NAMES)).toMatchObject({
    name: 'ListeningError',
    code,
    message: expect.stringMatching(new RegExp(`^listen ${code}\\. Set ${name} to [^\\n]+\\.$`)),
  });
});

it('listeningError returns an error unchanged when the address is not its cause', () => {
  const error = fail('EMFILE');
  expect(listeningError(error, NAMES)).toBe(error);
});
