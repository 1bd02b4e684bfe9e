import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { type Claims, claimsOf, sign } from '../support/jwt.js';
import type { TestService, Tokens } from '../support/service.js';
import type { IssuedToken, KnownLogin, Material, TokenType } from './authority.js';
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

/** The service with users and logins in every state, and what is known of them. */
export class World {
  readonly doors: DirectDoors;
  readonly wire: WireDoors;

  private constructor(
    readonly service: TestService,
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

  /** When the token was issued, byte for byte, and as what; undefined: it was not. */
  typeOf(token: string): TokenType | undefined {
    return this.material.issued.find((one) => one.token === token)?.type;
  }

  stop(): Promise<void> {
    this.wire.close();
    return this.service.stop();
  }
}

async function furnish(service: TestService, auth: Partial<AuthModuleOptions>): Promise<Material> {
  const [alice, bob] = [await service.logIn('alice'), await service.logIn('bob')];
  const current = await rotated(service, await rotated(service, alice));
  const ended = await service.obtain('alice');
  await service.post('/api/token/blacklist/', { refresh: ended.refresh });
  const idle = await service.logIn('carol');
  await service.users.deactivate('carol');
  const strangers = strangersBeside([ended, idle]);
  const secrets: Secrets = [SECRET, ...(auth.previousSecret ? [auth.previousSecret] : [])];
  const issued = [...issuedIn(current), ...issuedIn(bob)];
  return {
    secrets,
    issuer: auth.issuer,
    audience: auth.audience,
    now: service.now / 1000,
    clockToleranceSeconds: 60,
    users: new Map([[alice.id, true], [bob.id, true], [idle.id, false]]), // prettier-ignore
    logins: new Map([
      login(current, 2),
      login(bob, 0),
      login(ended, 0, true),
      login(idle, 0, true),
    ]),
    issued: [...issued, ...issued.flatMap((one) => resigned(one, secrets[1]))] as never,
    strangers,
    retiredSecret: RETIRED_SECRET,
  };
}

async function rotated(service: TestService, { refresh }: Tokens): Promise<Tokens> {
  return (await service.refresh(refresh)).json as unknown as Tokens;
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

function login({ refresh }: Tokens, generation: number, hasEnded = false): [string, KnownLogin] {
  const { sid, user_id: userId } = claimsOf(refresh);
  return [String(sid), { userId: String(userId), generation, hasEnded }];
}

/** And one whose user is gone. */
function strangersBeside(tokens: readonly Tokens[]): Claims[] {
  const claims = tokens.flatMap(({ access, refresh }) => [claimsOf(access), claimsOf(refresh)]);
  return [
    ...claims,
    ...claims.slice(0, 2).map((one) => ({ ...one, user_id: 'gone', sub: 'gone' })),
  ];
}
