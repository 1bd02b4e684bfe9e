import { describe, expect, it } from '@jest/globals';
import { hasOptionsOfV8 } from './options-of-v8.js';

describe('hasOptionsOfV8', () => {
  it.each([
    [[], ''],
    [['--enable-source-maps', '--max-old-space-size=512'], '--max-old-space-size=512'],
    [['--import', './tracing.mjs', '--max_semi_space_size=8'], '--enable-source-maps'],
  ])('returns false for %j and NODE_OPTIONS %j', (args, nodeOptions) => {
    expect(hasOptionsOfV8(args, nodeOptions)).toBe(false);
  });

  it.each([
    [['--jitless'], ''],
    [[], '--jitless'],
    [['--lite-mode'], ''],
    [['--no-opt'], ''],
    [['--noopt'], ''],
    [['--enable-source-maps', '--semi-space-growth-factor=4'], ''],
    [['--freeze-flags-after-init'], ''],
  ])('returns true for %j and NODE_OPTIONS %j', (args, nodeOptions) => {
    expect(hasOptionsOfV8(args, nodeOptions)).toBe(true);
  });
});
