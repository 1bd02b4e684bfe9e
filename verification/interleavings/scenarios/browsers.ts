import type { Browser } from '../actors/browser.js';
import { browserLogout, browserTab, restoredProfile } from '../actors/browser-tab.js';
import { advanceClock, backup } from '../actors/operator.js';
import { passwordChange } from '../actors/owner.js';
import { thiefWithProfile, thiefWithRequest, thiefWithToken } from '../actors/thief.js';
import type { World } from '../world.js';
import { AFTER_STALE_LIMIT, DAY, passDayInHalves, type Scenario, scenario } from './scenario.js';

/** Adds a browser. @param tabs the number of refreshes of each tab */
async function browser(world: World, ...tabs: number[]): Promise<Browser> {
  const browser = await world.logInWithCookie('A');
  tabs.forEach((refreshes, index) =>
    world.start(`tab ${index + 1} of A`, browserTab(world, browser, refreshes)),
  );
  return browser;
}

export const SMALL_BROWSERS: readonly Scenario[] = [
  scenario('a browser: two tabs, one refresh each', 0, async (world) => {
    await browser(world, 1, 1);
  }),
  scenario('a browser: one refresh, one lost response', 1, async (world) => {
    await browser(world, 1);
  }),
  scenario('a browser: one refresh, a thief with the cookie', 0, async (world) => {
    const a = await browser(world, 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('a browser: one refresh, a thief with the profile', 0, async (world) => {
    const a = await browser(world, 1);
    world.start('the thief', thiefWithProfile(world, a, 1));
  }),
  scenario('a browser: one refresh, a log-out', 0, async (world) => {
    const a = await browser(world, 1);
    world.start('the user', browserLogout(world, a));
  }),
  scenario('a browser: one refresh, a restored cookie', 0, async (world) => {
    const a = await browser(world, 1);
    world.start('the browser', restoredProfile(world, a, 'cookie'));
  }),
  scenario('a browser: one refresh, and a day passes', 0, async (world) => {
    await browser(world, 1);
    world.start('the clock', advanceClock(world, 'a day', DAY));
  }),
];

export const MIDDLE_BROWSERS: readonly Scenario[] = [
  scenario('a browser: two refreshes, a lost response', 1, async (world) => {
    await browser(world, 2);
  }),
  scenario('a browser: two tabs, a lost response', 1, async (world) => {
    await browser(world, 1, 1);
  }),
  scenario('a browser: three refreshes, a restored cookie', 0, async (world) => {
    const a = await browser(world, 3);
    world.start('the browser', restoredProfile(world, a, 'cookie'));
  }),
  scenario('a browser: three refreshes, a restored storage', 0, async (world) => {
    const a = await browser(world, 3);
    world.start('the browser', restoredProfile(world, a, 'storage'));
  }),
  scenario('a browser: three refreshes, a restored profile', 0, async (world) => {
    const a = await browser(world, 3);
    world.start('the browser', restoredProfile(world, a, 'profile'));
  }),
  scenario('a browser: two refreshes, a thief with the cookie who continues', 0, async (world) => {
    const a = await browser(world, 2);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
  }),
  scenario('a browser: two refreshes, a thief with the profile who continues', 0, async (world) => {
    const a = await browser(world, 2);
    world.start('the thief', thiefWithProfile(world, a, 2));
  }),
  scenario('a browser: two refreshes, a thief with a captured request', 0, async (world) => {
    const a = await browser(world, 2);
    world.start('the thief', thiefWithRequest(world, a, 1));
  }),
  scenario('a browser: a thief with the cookie, and a day passes', 0, async (world) => {
    const a = await browser(world, 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
    passDayInHalves(world);
  }),
  scenario('a browser: one refresh, a password change', 0, async (world) => {
    await browser(world, 1);
    world.start('the user', passwordChange(world));
  }),
  scenario('a browser: two refreshes, a restored backup of the service', 0, async (world) => {
    await browser(world, 2);
    world.start('the operator', backup(world, 'while no request is in flight'));
  }),
];

export const LARGE_BROWSERS: readonly Scenario[] = [
  scenario('a browser: two tabs, four refreshes, a lost response', 1, async (world) => {
    await browser(world, 2, 2);
  }),
  scenario('a browser: one refresh, two lost responses', 2, async (world) => {
    await browser(world, 1);
  }),
  scenario('a browser: one refresh, a lost response, a thief with the cookie', 1, async (world) => {
    const a = await browser(world, 1);
    world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
  }),
  scenario('a browser: two tabs, a thief with the profile', 0, async (world) => {
    const a = await browser(world, 1, 1);
    world.start('the thief', thiefWithProfile(world, a, 2));
  }),
  scenario('a browser: one refresh, a lost response, a log-out', 1, async (world) => {
    const a = await browser(world, 1);
    world.start('the user', browserLogout(world, a));
  }),
  scenario('a browser: two refreshes, a lost response, a restored cookie', 1, async (world) => {
    const a = await browser(world, 2);
    world.start('the browser', restoredProfile(world, a, 'cookie'));
  }),
  scenario(
    'a browser: two refreshes, a restored profile, a thief with the cookie',
    0,
    async (world) => {
      const a = await browser(world, 2);
      world.start('the browser', restoredProfile(world, a, 'profile'));
      world.start('the thief', thiefWithToken(world, a, 'own keys', 1));
    },
  ),
  scenario('a browser: a restored cookie, a thief with the profile', 0, async (world) => {
    const a = await browser(world, 2);
    world.start('the browser', restoredProfile(world, a, 'cookie'));
    world.start('the thief', thiefWithProfile(world, a, 1));
  }),
  scenario(
    'a browser: a thief with the profile, and the time limit of stale passes',
    0,
    async (world) => {
      const a = await browser(world, 2);
      world.start('the thief', thiefWithProfile(world, a, 2));
      world.start('the clock', advanceClock(world, 'two minutes', AFTER_STALE_LIMIT));
    },
  ),
];

/** Many actors with a browser at once. It has too many schedules to explore, so random ones are run. */
export const ALL_BROWSER_ACTORS = scenario('a browser: everything at once', 2, async (world) => {
  const a = await browser(world, 3, 2);
  world.start('the thief', thiefWithToken(world, a, 'own keys', 2));
  world.start('the other thief', thiefWithProfile(world, a, 2));
  world.start('the third thief', thiefWithRequest(world, a, 1));
  world.start('the browser', restoredProfile(world, a, 'cookie'));
  world.start('the user', browserLogout(world, a));
  passDayInHalves(world);
});

/** Only a browser, with lost responses and a restored storage, but without thieves. */
export const HONEST_BROWSER = scenario(
  'a browser: two tabs, two lost responses, a restored storage',
  2,
  async (world) => {
    const a = await browser(world, 3, 3);
    world.start('the browser', restoredProfile(world, a, 'storage'));
  },
);
