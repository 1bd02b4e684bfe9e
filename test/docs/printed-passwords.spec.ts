import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { KNOWN_PASSWORDS } from '../../src/service/doctor/known-passwords.js';
import { DOCUMENTS } from './files.js';

const FILES = [
  'README.md',
  'openapi.json',
  ...DOCUMENTS.filter((path) => path.startsWith('docs/')),
];

/** Passwords of examples: in JSON, in TypeScript, and in the output of a start. */
const PRINTED = /"(?:\w*_)?password": ?"([^"]{8,})"|\bpassword: '([^']{8,})'|Password {2}(\S+)/g;

it('the list of keyturn doctor has every password of a user that the documentation prints', () => {
  const texts = FILES.map((file) => readFileSync(file, 'utf8'));
  const printed = texts.flatMap((text) =>
    [...text.matchAll(PRINTED)].map((found) => found.slice(1).find(Boolean)),
  );
  expect(printed).toContain('violet kettle harbor');
  expect(printed.length).toBeGreaterThan(3);
  expect(printed.filter((one) => !KNOWN_PASSWORDS.includes(one!))).toEqual([]);
});
