import type { Attack } from './attack.js';

/** The attacker's own log-ins must not reset the victim's counters. */
export const ownAccountBetweenGuesses: Attack = {
  name: 'one address, one account, with log-ins of an own account between',
  users: (stage) => [stage.name('mallory'), stage.name('victim')],
  reach: () => [{ accounts: 1, addresses: 1 }],
  run: async (stage) => {
    for (let time = 0; time < 20; time++) {
      await stage.guess(stage.name('victim'), stage.address(1));
      if (time % 4 === 3) await stage.ownLogin(stage.name('mallory'), stage.address(1));
    }
    stage.requireOwnLogins();
  },
};

/** They must not reset the counters of the address either. */
export const ownAccountBetweenNames: Attack = {
  name: 'one address, many accounts, with log-ins of an own account between',
  isLong: true,
  users: (stage) => [stage.name('mallory')],
  reach: () => [{ accounts: NAMES, addresses: 1 }],
  run: async (stage) => {
    for (let time = 0; time < NAMES; time++) {
      await stage.guess(stage.name(`unknown${time}`), stage.address(1));
      if (time % 10 === 0) await stage.ownLogin(stage.name('mallory'), stage.address(1));
    }
    stage.requireOwnLogins();
  },
};

/** More than an address may try. */
const NAMES = 130;

/** The same with an account whose name counts as the victim's. */
export const ownAccountWithSimilarName: Attack = {
  name: "one address, with log-ins of an own account whose name counts as the victim's",
  users: (stage) => [stage.name('victim'), stage.name('Victim')],
  reach: () => [{ accounts: 1, addresses: 1 }],
  run: async (stage) => {
    for (let time = 0; time < 20; time++) {
      await stage.guess(stage.name('victim'), stage.address(1));
      if (time % 4 === 3) await stage.ownLogin(stage.name('Victim'), stage.address(1));
    }
  },
};
