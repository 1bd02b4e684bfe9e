import { expect, it } from '@jest/globals';
import { listeningError } from './listening-error.js';

const NAMES = { host: 'METRICS_HOST', port: 'METRICS_PORT' };
const fail = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

it.each([
  ['EADDRINUSE', 'METRICS_PORT'],
  ['EACCES', 'METRICS_PORT'],
  ['EADDRNOTAVAIL', 'METRICS_HOST'],
  ['ENOTFOUND', 'METRICS_HOST'],
])('%s is told with the variable that is to be changed: %s', (code, name) => {
  expect(listeningError(fail(code), NAMES)).toMatchObject({
    name: 'ListeningError',
    code,
    message: expect.stringMatching(new RegExp(`^listen ${code}\\. Set ${name} to [^\\n]+\\.$`)),
  });
});

it('what is no fault of the address stays what it is', () => {
  const error = fail('EMFILE');
  expect(listeningError(error, NAMES)).toBe(error);
});
