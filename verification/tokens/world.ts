import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { type Claims, claimsOf, sign } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';
import type { InProcessService, TestService } from '../../test/support/service.js';
import type {
  IssuedToken,
  Key,
  Consumption,
  SessionState,
  UserState,
  Corpus,
} from './service-state.js';
import { HttpTransport } from './http-transport.js';
import { DirectTransport, startService } from './wiring.js';

type Secrets = Corpus['secrets'];

/** Has white space and characters of base64, so that trimming or decoding changes it. */
const SECRET = ' Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0+/tQ== \n';
const PREVIOUS_SECRET = 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1';
const RETIRED_SECRET = 'Gf5Ds0AaMc6Lp3Jh8Bn1Zt7Rk2Wq9Xv4';

/** Configurations of the service. */
const CONFIGURATIONS = {
  'one secret': { secret: SECRET },
  'a previous secret, an issuer and an audience': {
    secret: SECRET,
    previousSecret: PREVIOUS_SECRET,
    issuer: 'https://id.example',
    audience: 'api',
  },
} as const satisfies Record<string, Partial<AuthModuleOptions>>;

export type Configuration = keyof typeof CONFIGURATIONS;
export const CONFIGURATION_NAMES = Object.keys(CONFIGURATIONS) as Configuration[];

/** The service, with users and sessions in every state, and the seed corpus. */
export class World {
  readonly direct: DirectTransport;
  readonly http: HttpTransport;

  private constructor(
    readonly service: InProcessService,
    readonly corpus: Corpus,
  ) {
    this.direct = new DirectTransport(service);
    this.http = new HttpTransport(service.url);
  }

  static async start(configuration: Configuration): Promise<World> {
    const auth: Partial<AuthModuleOptions> = CONFIGURATIONS[configuration];
    const service = await startService(auth);
    // Faster: the tests restore thousands of rows, which need not be durable.
    await service.dataSource.query('PRAGMA synchronous = OFF');
    return new World(service, await createCorpus(service, auth));
  }

  /** Compares byte for byte. */
  isIssued(token: string): boolean {
    const { issued, inactive } = this.corpus;
    return [...issued, ...inactive].some((one) => one.token === token);
  }

  stop(): Promise<void> {
    this.http.close();
    return this.service.stop();
  }
}

async function createCorpus(
  service: TestService,
  auth: Partial<AuthModuleOptions>,
): Promise<Corpus> {
  const users = await createUsers(service);
  const { alice, bob, erin, revoked, inactiveUser, expired } = users;
  const now = service.now / 1000;
  const ago = (key: Key, seconds: number): Consumption => ({ key, at: now - seconds });
  const secrets: Secrets = [SECRET, ...(auth.previousSecret ? [auth.previousSecret] : [])];
  const withResigned = (tokens: readonly Tokens[]) => {
    const issued = tokens.flatMap(issuedIn);
    return [...issued, ...issued.flatMap((one) => resigned(one, secrets[1]))] as never;
  };
  return {
    secrets,
    issuer: auth.issuer,
    audience: auth.audience,
    now,
    clockToleranceSeconds: 60,
    users: users.known,
    sessions: new Map([
      session(alice[2], [ago(KEYS[0], 120), ago(KEYS[1], 43_260)]),
      session(bob[1], [ago(undefined, 120)]),
      session(erin[2], [ago(KEYS[0], 120), ago(KEYS[1], 120)]),
      session(expired),
      session(revoked, [], true),
      session(inactiveUser, [], true),
    ]),
    issued: withResigned([alice[2], bob[1], erin[2]]),
    inactive: withResigned([alice[0], alice[1], bob[0], erin[0], erin[1], expired]),
    keys: [undefined, ...KEYS, 'a-key-that-consumed-nothing'],
    invalidClaims: invalidClaimsOf([revoked, inactiveUser]),
    retiredSecret: RETIRED_SECRET,
  };
}

/** The keys that consumed the tokens of a session, newest first. */
const KEYS = ['the-key-that-consumed-the-second', 'the-key-that-consumed-the-first'] as const;

const HALF_A_DAY = 12 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;

/**
 * Logs users in at different times. A refresh token expires after a day, so the first tokens are
 * expired at the end, consumed or not. The current tokens are two minutes old, so that the pair of a
 * retry has an older date.
 */
async function createUsers(service: TestService) {
  const [first, expired] = [await service.logIn('alice'), await service.logIn('dave')];
  service.pass(HALF_A_DAY);
  const second = await rotated(service, first, KEYS[1]);
  service.pass(HALF_A_DAY - MINUTE);
  const [revoked, inactiveUser] = [await service.obtain('alice'), await service.logIn('carol')];
  const bob = await service.logIn('bob');
  const alice = [first, second, await rotated(service, second, KEYS[0])] as const;
  const bobs = [bob, await rotated(service, bob)] as const;
  const erin = await service.logIn('erin');
  const nextOfErin = await rotated(service, erin, KEYS[1]);
  const erins = [erin, nextOfErin, await rotated(service, nextOfErin, KEYS[0])] as const;
  await service.post('/api/token/blacklist/', { refresh: revoked.refresh });
  await service.users.deactivate('carol');
  service.pass(2 * MINUTE);
  const known = knownUsers([first, bob, erin, expired, inactiveUser]);
  return { known, alice, bob: bobs, erin: erins, revoked, inactiveUser, expired };
}

const knownUsers = (users: readonly { id: string; username: string }[]) =>
  new Map(
    users.map(({ id, username }): [string, UserState] => [
      id,
      { username, isActive: username !== 'carol' },
    ]),
  );

async function rotated(service: TestService, { refresh }: Tokens, key?: string): Promise<Tokens> {
  return (await service.refresh(refresh, key)).json as unknown as Tokens;
}

const issuedIn = (tokens: Tokens): IssuedToken[] =>
  (['access', 'refresh'] as const).map((type) => ({
    type,
    token: tokens[type],
    claims: claimsOf(tokens[type]),
  }));

/** Returns the token as signed with the previous secret, which counts as issued too. */
function resigned({ type, claims }: IssuedToken, secret: string | undefined): IssuedToken[] {
  return secret === undefined ? [] : [{ type, claims, token: sign(claims, secret) }];
}

function session(
  { refresh }: Tokens,
  consumptions: readonly Consumption[] = [],
  isRevoked = false,
): [string, SessionState] {
  const { sid, user_id: userId } = claimsOf(refresh);
  const generation = consumptions.length;
  return [String(sid), { userId: String(userId), generation, isRevoked, consumptions }];
}

/** Returns the claims of the tokens, and some of a deleted user. */
function invalidClaimsOf(tokens: readonly Tokens[]): Claims[] {
  const claims = tokens.flatMap(({ access, refresh }) => [claimsOf(access), claimsOf(refresh)]);
  return [
    ...claims,
    ...claims.slice(0, 2).map((one) => ({ ...one, user_id: 'gone', sub: 'gone' })),
  ];
}
