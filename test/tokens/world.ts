import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { type Claims, claimsOf, sign } from '../support/jwt.js';
import type { InProcessService, TestService, Tokens } from '../support/service.js';
import type {
  IssuedToken,
  Key,
  KnownConsumption,
  KnownSession,
  KnownUser,
  Material,
} from './authority.js';
import { WireDoors } from './wire-doors.js';
import { DirectDoors, startService } from './wiring.js';

type Secrets = Material['secrets'];

/** White space and base64's other alphabet: what is trimmed or decoded is another secret. */
const SECRET = ' Zt7Rk2Wq9Xv4Bn1Mc6Lp3Jh8Gf5Ds0+/tQ== \n';
const PREVIOUS_SECRET = 'Mc6Lp3Jh8Gf5Ds0AaZt7Rk2Wq9Xv4Bn1';
const RETIRED_SECRET = 'Gf5Ds0AaMc6Lp3Jh8Bn1Zt7Rk2Wq9Xv4';

/** Two ways to configure the service: each of them sees every kind of token. */
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

/** The service with users and sessions in every state, and what is known of them. */
export class World {
  readonly doors: DirectDoors;
  readonly wire: WireDoors;

  private constructor(
    readonly service: InProcessService,
    readonly material: Material,
  ) {
    this.doors = new DirectDoors(service);
    this.wire = new WireDoors(service.url);
  }

  static async start(configuration: Configuration): Promise<World> {
    const auth: Partial<AuthModuleOptions> = CONFIGURATIONS[configuration];
    const service = await startService(auth);
    // Thousands of rows are put back, and none of them need survive a power cut.
    await service.dataSource.query('PRAGMA synchronous = OFF');
    return new World(service, await furnish(service, auth));
  }

  /** Byte for byte. */
  isIssued(token: string): boolean {
    const { issued, stale } = this.material;
    return [...issued, ...stale].some((one) => one.token === token);
  }

  stop(): Promise<void> {
    this.wire.close();
    return this.service.stop();
  }
}

async function furnish(service: TestService, auth: Partial<AuthModuleOptions>): Promise<Material> {
  const users = await furnishUsers(service);
  const { alice, bob, erin, ended, idle, late } = users;
  const now = service.now / 1000;
  const ago = (key: Key, seconds: number): KnownConsumption => ({ key, at: now - seconds });
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
      session(late),
      session(ended, [], true),
      session(idle, [], true),
    ]),
    issued: withResigned([alice[2], bob[1], erin[2]]),
    stale: withResigned([alice[0], alice[1], bob[0], erin[0], erin[1], late]),
    keys: [undefined, ...KEYS, 'a-key-that-consumed-nothing'],
    strangers: strangersBeside([ended, idle]),
    retiredSecret: RETIRED_SECRET,
  };
}

/** Those that consumed the tokens of one session, the newest first. */
const KEYS = ['the-key-that-consumed-the-second', 'the-key-that-consumed-the-first'] as const;

const HALF_A_DAY = 12 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;

/**
 * A refresh token lives a day: what was issued first is late in the end, consumed or not. The current
 * tokens are two minutes old: what is made again at a retry says so.
 */
async function furnishUsers(service: TestService) {
  const [first, late] = [await service.logIn('alice'), await service.logIn('dave')];
  service.pass(HALF_A_DAY);
  const second = await rotated(service, first, KEYS[1]);
  service.pass(HALF_A_DAY - MINUTE);
  const [ended, idle] = [await service.obtain('alice'), await service.logIn('carol')];
  const bob = await service.logIn('bob');
  const alice = [first, second, await rotated(service, second, KEYS[0])] as const;
  const bobs = [bob, await rotated(service, bob)] as const;
  const erin = await service.logIn('erin');
  const nextOfErin = await rotated(service, erin, KEYS[1]);
  const erins = [erin, nextOfErin, await rotated(service, nextOfErin, KEYS[0])] as const;
  await service.post('/api/token/blacklist/', { refresh: ended.refresh });
  await service.users.deactivate('carol');
  service.pass(2 * MINUTE);
  const known = knownUsers([first, bob, erin, late, idle]);
  return { known, alice, bob: bobs, erin: erins, ended, idle, late };
}

const knownUsers = (users: readonly { id: string; username: string }[]) =>
  new Map(
    users.map(({ id, username }): [string, KnownUser] => [
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

/** From before the secret was changed: what the previous one signed is issued as well. */
function resigned({ type, claims }: IssuedToken, secret: string | undefined): IssuedToken[] {
  return secret === undefined ? [] : [{ type, claims, token: sign(claims, secret) }];
}

function session(
  { refresh }: Tokens,
  consumptions: readonly KnownConsumption[] = [],
  hasEnded = false,
): [string, KnownSession] {
  const { sid, user_id: userId } = claimsOf(refresh);
  const generation = consumptions.length;
  return [String(sid), { userId: String(userId), generation, hasEnded, consumptions }];
}

/** And one whose user is gone. */
function strangersBeside(tokens: readonly Tokens[]): Claims[] {
  const claims = tokens.flatMap(({ access, refresh }) => [claimsOf(access), claimsOf(refresh)]);
  return [
    ...claims,
    ...claims.slice(0, 2).map((one) => ({ ...one, user_id: 'gone', sub: 'gone' })),
  ];
}
