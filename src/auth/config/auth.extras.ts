import type { DynamicModule } from '@nestjs/common';
import type { AuthModuleExtras } from './auth.options.js';
import type { AuthEvents } from '../domain/auth-events.js';
import type { LoginPolicy } from '../domain/login-policy.js';
import type { PasswordHasher } from '../domain/password-hasher.js';
import type { RefreshTokenStore } from '../domain/refresh-token.store.js';
import type { ThrottleStore } from '../domain/throttle/throttle.store.js';
import type { UserStore } from '../domain/user.store.js';

/** Injection token of the problems with the extras. They are reported together with the others. */
export const EXTRAS_PROBLEMS = Symbol('EXTRAS_PROBLEMS');

interface Rule {
  accepts: (value: NonNullable<unknown>) => boolean;
  advice: string;
  /** Replaces an invalid value until the start fails because of it. */
  substitute?: object;
}

const flag: Rule = {
  accepts: (value) => typeof value === 'boolean',
  advice: 'Write true or false.',
};

/** The methods that a port requires. The compiler rejects a list that lacks one. */
type Methods<T> = Record<
  { [Name in keyof T]-?: undefined extends T[Name] ? never : Name }[keyof T],
  true
>;

/**
 * Accepts an instance only with all methods of the port. `{ useClass }`, Nest's own form, has none.
 */
const port = <T>(methods: Methods<T>): Rule => ({
  accepts: (value) => isProvided(value, Object.keys(methods)),
  advice: 'Write a class, an instance, or { useExisting: … }.',
  substitute: {},
});

/**
 * Allows segments of letters, digits and `-._~` (RFC 3986 §2.3), but no parameters, wildcards, `.`
 * or `..`.
 */
const isPath = (value: NonNullable<unknown>): boolean =>
  typeof value === 'string' && /^\/?((?!\.{1,2}(\/|$))[\w.~-]+(\/|$))*$/.test(value);

const RULES: Record<keyof AuthModuleExtras, Rule> = {
  isGlobal: flag,
  globalGuard: flag,
  routes: {
    accepts: (value) => typeof value === 'boolean' || isPath(value),
    advice: "Write true, false, or a prefix for the paths, such as 'auth' or 'v2/auth'.",
  },
  imports: { accepts: Array.isArray, advice: 'Write a list of modules.' },
  dataSource: {
    accepts: (value) => typeof value === 'string' && value !== '',
    advice: 'Write the name of a TypeORM data source, or leave it out.',
  },
  userStore: port<UserStore>({ findByUsername: true, findById: true, recordLogin: true }),
  passwordHasher: port<PasswordHasher>({ hash: true, verify: true }),
  refreshTokenStore: port<RefreshTokenStore>({
    create: true,
    rotate: true,
    find: true,
    list: true,
    clientsOf: true,
    revoke: true,
    revokeAllOf: true,
    revokeBatch: true,
  }),
  authEvents: port<AuthEvents>({ emit: true }),
  loginPolicy: port<LoginPolicy>({ decide: true }),
  throttleStore: port<ThrottleStore>({ count: true, giveBack: true, reset: true }),
};

/** Checks whether the options come from a factory. Only extras are allowed next to a factory. */
export const hasFactory = ({ providers }: DynamicModule): boolean =>
  !('useValue' in providers![0]!);

/**
 * Reads and validates the extras. Null counts as left out, as in the options.
 *
 * @param allowed every extra by its name
 * @param isFactory whether a factory returns the options; then only extras are allowed
 */
export function readExtras<Extras extends AuthModuleExtras>(
  given: Extras,
  allowed: Extras,
  isFactory: boolean,
): { extras: Extras; problems: readonly string[] } {
  const known = Object.keys(allowed) as (keyof AuthModuleExtras)[];
  const invalid = known.filter((name) => !isValid(name, given[name] ?? undefined));
  const unknown = isFactory ? Object.keys(given).filter((name) => !(name in allowed)) : [];
  const problems = [
    ...unknown.map((name) => unknownPropertyProblem(name, known)),
    ...invalid.map((name) => `${name} has an invalid value. ${RULES[name].advice}`),
  ];
  const usable = known.map((name) => [
    name,
    invalid.includes(name) ? RULES[name].substitute : (given[name] ?? undefined),
  ]);
  return { extras: Object.fromEntries(usable) as Extras, problems };
}

const isValid = (name: keyof AuthModuleExtras, value: NonNullable<unknown> | undefined): boolean =>
  value === undefined || RULES[name].accepts(value);

function isProvided(value: NonNullable<unknown>, methods: readonly PropertyKey[]): boolean {
  // An arrow function is not a class, and has no prototype.
  if (typeof value !== 'object') return typeof value === 'function' && 'prototype' in value;
  if ('useExisting' in value) return (value.useExisting ?? null) !== null;
  const members = value as Readonly<Record<PropertyKey, unknown>>;
  return methods.every((method) => typeof members[method] === 'function');
}

const unknownPropertyProblem = (name: string, known: readonly string[]): string =>
  `Unknown property '${name}' next to useFactory. Expected one of: ${known.join(', ')}. ` +
  'Return options from the factory.';
