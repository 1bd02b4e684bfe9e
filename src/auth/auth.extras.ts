import type { DynamicModule } from '@nestjs/common';
import type { AuthModuleExtras } from './auth.options.js';
import type { AuthEvents } from './domain/auth-events.js';
import type { PasswordHasher } from './domain/password-hasher.js';
import type { RefreshTokenStore } from './domain/refresh-token.store.js';
import type { UserStore } from './domain/user.store.js';

/** Token under which it is provided what is wrong with the extras, for the list of mistakes. */
export const EXTRAS_PROBLEMS = Symbol('EXTRAS_PROBLEMS');

interface Rule {
  accepts: (value: NonNullable<unknown>) => boolean;
  advice: string;
  /** Stands where something unusable stood, until the start fails for that. */
  substitute?: object;
}

const flag: Rule = {
  accepts: (value) => typeof value === 'boolean',
  advice: 'Write true or false.',
};

/** An instance has what is asked of it: `{ useClass }`, as Nest's own providers are written, has not. */
const port = <T>(...methods: (keyof T)[]): Rule => ({
  accepts: (value) => isProvided(value, methods),
  advice: 'Write a class, an instance, or { useExisting: … }.',
  substitute: {},
});

/** Segments of letters, digits and `-._~` (RFC 3986 §2.3): no parameters, no wildcards, no dots alone. */
const isPath = (value: NonNullable<unknown>): boolean =>
  typeof value === 'string' && /^\/?((?!\.{1,2}(\/|$))[\w.~-]+(\/|$))*$/.test(value);

const RULES: Record<keyof AuthModuleExtras, Rule> = {
  isGlobal: flag,
  globalGuard: flag,
  routes: {
    accepts: (value) => typeof value === 'boolean' || isPath(value),
    advice: "Write true, false, or what the paths begin with, such as 'auth' or 'v2/auth'.",
  },
  imports: { accepts: Array.isArray, advice: 'Write a list of modules.' },
  dataSource: {
    accepts: (value) => typeof value === 'string' && value !== '',
    advice: 'Write the name of a TypeORM data source, or leave it out.',
  },
  userStore: port<UserStore>('findByUsername', 'findById', 'recordLogin'),
  passwordHasher: port<PasswordHasher>('hash', 'verify'),
  refreshTokenStore: port<RefreshTokenStore>(
    'create',
    'rotate',
    'find',
    'list',
    'revoke',
    'revokeAllOf',
    'revokeBatch',
  ),
  authEvents: port<AuthEvents>('emit'),
};

/** Whether the options come from a factory: nothing but extras stands beside one. */
export const hasFactory = ({ providers }: DynamicModule): boolean =>
  !('useValue' in providers![0]!);

/**
 * Reads what stands beside the options. Null counts as left out, as everywhere.
 *
 * @param allowed every extra by its name
 * @param isAlone whether nothing else may stand there: options come from a factory then
 */
export function readExtras<Extras extends AuthModuleExtras>(
  given: Extras,
  allowed: Extras,
  isAlone: boolean,
): { extras: Extras; problems: readonly string[] } {
  const known = Object.keys(allowed) as (keyof AuthModuleExtras)[];
  const wrong = known.filter((name) => !isRight(name, given[name] ?? undefined));
  const strange = isAlone ? Object.keys(given).filter((name) => !(name in allowed)) : [];
  const problems = [
    ...strange.map((name) => strangerBesideFactory(name, known)),
    ...wrong.map((name) => `${name} is none that can be used. ${RULES[name].advice}`),
  ];
  const usable = known.map((name) => [
    name,
    wrong.includes(name) ? RULES[name].substitute : (given[name] ?? undefined),
  ]);
  return { extras: Object.fromEntries(usable) as Extras, problems };
}

const isRight = (name: keyof AuthModuleExtras, value: NonNullable<unknown> | undefined): boolean =>
  value === undefined || RULES[name].accepts(value);

function isProvided(value: NonNullable<unknown>, methods: readonly PropertyKey[]): boolean {
  if (typeof value !== 'object') return typeof value === 'function';
  if ('useExisting' in value) return (value.useExisting ?? null) !== null;
  const members = value as Readonly<Record<PropertyKey, unknown>>;
  return methods.every((method) => typeof members[method] === 'function');
}

const strangerBesideFactory = (name: string, known: readonly string[]): string =>
  `Nothing called '${name}' stands beside useFactory: there stand ${known.join(', ')}; the options ` +
  'are what it returns.';
