/** A documented limit: attempts within seconds. */
type Limit = readonly [attempts: number, seconds: number];

/** The defaults of docs/operating.md, written again, so that a changed default is noticed. */
const PAIR: readonly Limit[] = [
  [5, 60],
  [10, 900],
  [20, 86_400],
];
const ADDRESS: readonly Limit[] = [
  [100, 900],
  [500, 86_400],
];
const ACCOUNT: readonly Limit[] = [[100, 60]];
const SESSION: readonly Limit[] = [[600, 60]];
const TOKEN_REQUESTS: readonly Limit[] = [[6000, 60]];

/** A /48 has ten times the limit of an address, and of an account in a day. */
const NETWORK_FACTOR = 10;

/** First attempts that succeed in each cool-down, while addresses without any are refused. */
const FIRST_ATTEMPTS = 40;
const COOL_DOWN_SECONDS = 60;

export const DAY_SECONDS = 86_400;

/** The size of an attack. */
export interface Reach {
  readonly accounts: number;
  /** IPv4 addresses or /64s. */
  readonly addresses: number;
  /** All addresses are /64s of one /48. */
  readonly isOneNetwork?: boolean;
  /** A success of the user sets the consecutive failures to zero, so that they do not limit. */
  readonly userLogsIn?: boolean;
  /** Each instance counts alone, because the table is missing. */
  readonly instances?: number;
}

/** Returns the guesses that the documented limits allow within a time. */
export function allowedGuesses(reach: Reach, seconds: number): number {
  const { accounts, addresses, isOneNetwork = false, userLogsIn = false, instances = 1 } = reach;
  const ofAddress = addresses * within(PAIR, seconds);
  const ofNetwork = NETWORK_FACTOR * within(PAIR.slice(-1), seconds);
  const ofPairs = accounts * (isOneNetwork ? Math.min(ofAddress, ofNetwork) : ofAddress);
  const places = isOneNetwork ? Math.min(addresses, NETWORK_FACTOR) : addresses;
  const ofAddresses = places * within(ADDRESS, seconds);
  const ofAccounts = userLogsIn ? Infinity : accounts * within(ACCOUNT, seconds);
  return instances * Math.min(ofPairs, ofAddresses, ofAccounts);
}

/** Returns the successful requests with tokens that the limits of each instance allow. */
export const allowedTokenRequests = (
  kind: 'refresh' | 'verify',
  instances: number,
  seconds: number,
): number => instances * within(kind === 'refresh' ? SESSION : TOKEN_REQUESTS, seconds);

/** Returns the longest wait of a new address while others attack the account. */
export const longestWaitSeconds = (attackers: number): number =>
  COOL_DOWN_SECONDS * Math.ceil(attackers / FIRST_ATTEMPTS);

/** A window begins with an attempt, so the time may begin in the last second of one. */
const within = (limits: readonly Limit[], seconds: number): number =>
  Math.min(...limits.map(([attempts, window]) => attempts * (Math.floor(seconds / window) + 1)));
