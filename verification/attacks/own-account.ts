import type { Attack } from './attack.js';

/** The attacker's own log-ins must reset neither the address nor the victim. */
export const ownAccountBetweenGuesses: Attack = {
  name: 'one address, with log-ins of an own account between',
  users: (stage) => [stage.name('mallory'), stage.name('victim')],
  reach: () => [
    { accounts: 1, addresses: 1 },
    { accounts: 1_000_000, addresses: 1 },
  ],
  run: async (stage) => {
    const logIn = (index: number) => stage.ownLogin(stage.name('mallory'), stage.address(index));
    for (let time = 0; time < 20; time++) {
      await stage.guess(stage.name('victim'), stage.address(1));
      await logIn(1);
    }
    for (let time = 0; time < 130; time++) {
      await stage.guess(stage.name(`unknown${time}`), stage.address(2));
      if (time % 10 === 0) await logIn(2);
    }
  },
};

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
