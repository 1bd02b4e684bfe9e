import type { Attack } from './attack.js';
import {
  manyAddressesOnOneAccount,
  newAddressDuringAttack,
  unknownNames,
} from './many-addresses.js';
import {
  oneAddressOnOneAccount,
  oneNetworkOnOneAccount,
  variantsOfNameAndAddress,
  withoutTheTable,
} from './one-account.js';
import {
  ownAccountBetweenGuesses,
  ownAccountBetweenNames,
  ownAccountWithSimilarName,
} from './own-account.js';
import { abandonedAttempts, neighborInNetwork, randomNames } from './special.js';
import {
  sprayingFromOneAddress,
  sprayingFromOneNetwork,
  sprayingFromOneSubnet,
} from './spraying.js';
import { floodOfRefreshes, floodOfVerifyRequests } from './token-floods.js';

/** In this order. The last one drops the table of the counters. */
export const ATTACKS: readonly Attack[] = [
  oneAddressOnOneAccount,
  variantsOfNameAndAddress,
  oneNetworkOnOneAccount,
  sprayingFromOneAddress,
  sprayingFromOneSubnet,
  sprayingFromOneNetwork,
  manyAddressesOnOneAccount,
  unknownNames,
  ownAccountBetweenGuesses,
  ownAccountBetweenNames,
  ownAccountWithSimilarName,
  neighborInNetwork,
  floodOfRefreshes,
  floodOfVerifyRequests,
  newAddressDuringAttack,
  abandonedAttempts,
  randomNames,
  withoutTheTable,
];
