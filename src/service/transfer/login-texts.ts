import type { ImportedUser } from '../../auth/domain/imported-user.js';
import { areNamesCaseless, forbiddenConflicts, type LoginRules } from '../../auth/domain/login-name.js'; // prettier-ignore
import { caselessKeyOf } from '../../auth/domain/username.js';
import { SeenTexts } from './seen-texts.js';

/** A member that an earlier user of the file has too. */
export interface Repeated {
  member: 'id' | 'username' | 'email';
  /** The line or the number of the earlier user. */
  place: number;
}

/** Finds users of one file that repeat an ID, a name, or a text that logs in. */
export class LoginTexts {
  private readonly seen = new SeenTexts();

  constructor(private readonly rules: LoginRules) {}

  /**
   * Remembers a user, unless it repeats an earlier one.
   *
   * @param place the line or the number of the user
   */
  add(user: ImportedUser, place: number): Repeated | undefined {
    const texts = this.textsOf(user);
    for (const [member, text] of texts) {
      const earlier = this.seen.placeOf(text);
      if (earlier !== undefined) return { member, place: earlier };
    }
    for (const [, text] of texts) this.seen.add(text, place);
    return undefined;
  }

  /** The prefix keeps kinds of texts apart that may be equal. */
  private textsOf({ id, username, email }: ImportedUser): [Repeated['member'], string][] {
    const forbidden = forbiddenConflicts(this.rules);
    const shared = forbidden.includes('email_of_name') ? 'login' : undefined;
    const nameKey = caselessKeyOf(username);
    const name = areNamesCaseless(this.rules) ? nameKey : username;
    return [
      ...(id === undefined ? [] : ([['id', `id ${id}`]] as const)),
      ['username', `name ${name}`] as const,
      ...(shared === undefined ? [] : ([['username', `${shared} ${nameKey}`]] as const)),
      ...(email && forbidden.includes('email')
        ? ([['email', `${shared ?? 'email'} ${caselessKeyOf(email)}`]] as const)
        : []),
    ].map(([member, text]) => [member, text]);
  }
}
