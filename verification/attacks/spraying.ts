import type { Attack } from './attack.js';
import type { Stage } from './stage.js';

/** More than any limit allows to try. */
const ACCOUNTS = 1_200;

/** Of the names that are tried, some exist. */
const KNOWN = 10;

const known = (stage: Stage) => Array.from({ length: KNOWN }, (_, i) => stage.name(`user${i}`));

/** Tries each name once, from the address that a function returns. */
async function spray(stage: Stage, names: number, addressOf: (index: number) => string) {
  let next = 0;
  const work = async () => {
    for (let index = next++; index < names; index = next++)
      await stage.guess(stage.name(`user${index}`), addressOf(index));
  };
  await Promise.all(Array.from({ length: 64 }, work));
}

export const sprayingFromOneAddress: Attack = {
  name: 'one address, many accounts',
  isLong: true,
  users: known,
  reach: () => [{ accounts: ACCOUNTS, addresses: 1 }],
  run: (stage) => spray(stage, stage.scale.burst, () => stage.address(1)),
};

export const sprayingFromOneSubnet: Attack = {
  name: 'many addresses of one /64, many accounts',
  users: known,
  reach: () => [{ accounts: ACCOUNTS, addresses: 1 }],
  run: (stage) => spray(stage, stage.scale.burst, (index) => stage.ipv6(1, index)),
};

export const sprayingFromOneNetwork: Attack = {
  name: 'many /64s of one /48, many accounts',
  isLong: true,
  users: known,
  reach: (stage) => [{ accounts: ACCOUNTS, addresses: stage.scale.addresses, isOneNetwork: true }],
  run: (stage) =>
    spray(stage, ACCOUNTS, (index) => stage.ipv6(index % stage.scale.addresses, index)),
};
