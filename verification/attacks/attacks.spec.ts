import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DATABASES } from '../../test/support/databases.js';
import { ATTACKS } from './catalog.js';
import { oneAddressOnOneAccount } from './one-account.js';
import { AttackRun } from './run-attack.js';
import { SHORT } from './stage.js';
import { Target } from './target.js';

/** Enough for a busy machine. */
jest.setTimeout(120_000);

/** Enough to log in and to refresh. The long form measures. */
const QUIET_MS = 300;

/** A short form of `npm run attacks`, with the default limits. */
describe.each(DATABASES)('attacks on log-ins (%s)', (kind) => {
  let target: Target;
  let run: AttackRun;

  beforeAll(async () => {
    target = await Target.start(kind);
    run = await AttackRun.prepare(target, QUIET_MS);
  });
  afterAll(() => target.stop());

  const attacks = ATTACKS.filter(
    ({ isLong = false, needsPostgres = false }) =>
      !isLong && (kind === 'postgres' || !needsPostgres),
  );
  const violationsOf = async (name: string) => {
    const attack = attacks.find((one) => one.name === name)!;
    const { record } = await run.run(attack, SHORT, ATTACKS.indexOf(attack) + 1);
    return [...new Set(record.violations)];
  };

  it.each(attacks.map(({ name }) => [name]))(
    'the limits hold, and honest clients are served, during: %s',
    async (name) => expect(await violationsOf(name)).toEqual([]),
  );
});

describe('the checks of the attacks', () => {
  let target: Target;
  beforeAll(async () => void (target = await Target.start('sqlite', { LOGIN_THROTTLE: 'off' })));
  afterAll(() => target.stop());

  it('the checks report guesses beyond the limits when the limits are off', async () => {
    const run = await AttackRun.prepare(target, QUIET_MS);
    const { record } = await run.run(oneAddressOnOneAccount, SHORT, 1);
    expect(record.violations).toContainEqual(
      expect.stringMatching(/^\d+ guesses reached the hash, 15 are allowed$/),
    );
  });
});
