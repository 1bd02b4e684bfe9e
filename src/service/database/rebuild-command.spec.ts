import { describe, expect, it } from '@jest/globals';
import { rebuildCommand } from './rebuild-command.js';

describe('rebuildCommand', () => {
  it.each([
    ['10.9.4', 'npm rebuild better-sqlite3'],
    ['11.19.1', 'npm rebuild better-sqlite3'],
    ['12.0.0', 'npm install-scripts approve better-sqlite3 && npm rebuild better-sqlite3'],
  ])('returns the command of npm %s', (npm, command) => {
    expect(rebuildCommand('better-sqlite3', npm)).toBe(command);
  });
});
