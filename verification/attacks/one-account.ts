import type { Attack } from './attack.js';
import type { Stage } from './stage.js';

const victims = (stage: Stage) => ['one', 'two', 'three'].map((name) => stage.name(name));

const PIPELINED = 80;

/** The same password guesser in three forms, each with an account and an address of its own. */
export const oneAddressOnOneAccount: Attack = {
  name: 'one address, one account: in sequence, pipelined and at once',
  users: victims,
  reach: () => Array.from({ length: 3 }, () => ({ accounts: 1, addresses: 1 })),
  run: async (stage) => {
    const [one, two, three] = victims(stage);
    await stage.sustain(1, () => stage.guess(one!, stage.address(1)));
    await stage.pipeline(two!, PIPELINED, stage.address(2));
    const guesses = Array.from({ length: stage.scale.burst }, () =>
      stage.guess(three!, stage.address(3)),
    );
    await Promise.all(guesses);
  },
};

/** Spellings of one address. Proxies write several of them. */
const spellingsOf = (address: string): string[] => {
  const [a, b, c, d] = address.split('.').map(Number);
  const hex = (high: number, low: number) => ((high << 8) | low).toString(16);
  const mapped = `${hex(a!, b!)}:${hex(c!, d!)}`;
  return [
    address,
    `${address}:1234`,
    `::ffff:${address}`,
    `::FFFF:${address}`,
    `[::ffff:${address}]`,
    `[::ffff:${address}]:99`,
    `0:0:0:0:0:ffff:${address}`,
    `::ffff:${mapped}`,
    `64:ff9b::${address}`,
    `198.51.100.7, ${address}`,
    ` ${address} `,
    `unknown, ${address}`,
  ];
};

/** Names that a database could find with the user's name. */
const variantsOf = (name: string): string[] => [
  name,
  name.toUpperCase(),
  `  ${name}\t`,
  name.replace('e', 'é'),
  name.replace('e', 'e\u0301'),
  name.replace('e', 'Ｅ'),
  name.replace('e', 'e\u200b'),
  name.replace('e', 'e\u00ad'),
  `\u2066${name}\u2069`,
  name.split('').join(' '),
  `${name}\ufeff`,
  name.replace('e', 'E\u0302'),
];

/** How often each variant is tried. */
const ROUNDS = 3;

export const variantsOfNameAndAddress: Attack = {
  name: 'variants of one name, and spellings of one address',
  users: (stage) => [stage.name('eve'), stage.name('steve')],
  // By default a variant is another name, which no user has. So only the address limits them.
  reach: (stage) => [
    { accounts: variantsOf(stage.name('eve')).length, addresses: 1 },
    { accounts: 1, addresses: 1 },
  ],
  run: async (stage) => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of variantsOf(stage.name('eve'))) await stage.guess(name, stage.address(1));
      for (const address of spellingsOf(stage.address(2)))
        await stage.guess(stage.name('steve'), address);
    }
  },
};

/** A /48 has one first attempt on an account, and ten times the attempts of an address in a day. */
export const oneNetworkOnOneAccount: Attack = {
  name: 'every /64 of one /48, one account',
  users: (stage) => [stage.name('victim')],
  reach: (stage) => [{ accounts: 1, addresses: stage.scale.addresses, isOneNetwork: true }],
  run: async (stage) => {
    let sent = 0;
    await stage.sustain(8, () =>
      stage.guess(stage.name('victim'), stage.ipv6(sent++ % stage.scale.addresses, 0)),
    );
  },
};

/** Tables are dropped only on PostgreSQL. The instances then count in their memory. */
export const withoutTheTable: Attack = {
  name: 'two instances, and their table is dropped',
  needsPostgres: true,
  users: (stage) => [stage.name('victim'), stage.name('later')],
  reach: (stage) => [
    { accounts: 1, addresses: 1 },
    // The first victim, again, and another one.
    { accounts: 2, addresses: 1, instances: stage.target.instances },
  ],
  run: async (stage) => {
    const ip = stage.address(1);
    const guess = (name: string) => stage.sustain(8, () => stage.guess(stage.name(name), ip));
    await guess('victim');
    await stage.target.dropThrottleTable();
    await guess('victim');
    await guess('later');
  },
};
