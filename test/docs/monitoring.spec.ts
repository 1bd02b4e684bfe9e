import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EVENT_TYPES } from '../../src/auth/domain/auth-events.js';
import { sectionsOf } from './figures.js';

const read = (path: string) => readFileSync(path, 'utf8');

describe('docs/monitoring.md', () => {
  it('docs/monitoring.md has exactly one row for each event', () => {
    const section = sectionsOf(read('docs/monitoring.md')).find(
      ({ heading }) => heading === 'Watch events',
    );
    const rows = section?.text.matchAll(/^\| `(\w+_\w+)` +\| `(?:info|warn)`/gm) ?? [];
    const names = (matches: Iterable<RegExpMatchArray>) => [...matches].map(([, name]) => name);
    const listed = names(rows);
    expect(listed.length).toBeGreaterThan(10);
    expect(listed.sort()).toEqual([...EVENT_TYPES].sort());
  });
});
