import { expect, it } from '@jest/globals';
import { fileProblem } from './file-problem.js';

it.each([
  ['ENOENT', 'the file does not exist'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'EISDIR'],
])('fileProblem returns the reason of %s: %s', (code, reason) => {
  const error = Object.assign(new Error(), { code });
  expect(fileProblem(error, 'the file does not exist')).toBe(reason);
});
