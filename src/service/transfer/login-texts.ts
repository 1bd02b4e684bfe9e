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

/** What a user adds to the texts of the file. */
interface Text {
  member: Repeated['member'];
  text: string;
  /** The texts of an earlier user with which this user cannot be imported. */
  conflicts: readonly string[];
}

/** Finds users of one file that share an ID, a user name, or an email address that users log in with. */
export class LoginTexts {
  private readonly seen = new SeenTexts();

  constructor(private readonly rules: LoginRules) {}

  /** Finds what a user repeats of those that were added. */
  find(user: ImportedUser): Repeated | undefined {
    for (const { member, conflicts } of this.textsOf(user)) {
      const [place] = conflicts.flatMap((text) => this.seen.placeOf(text) ?? []);
      if (place !== undefined) return { member, place };
    }
    return undefined;
  }

  /** @param place the line or the number of the user */
  add(user: ImportedUser, place: number): void {
    for (const { text } of this.textsOf(user)) this.seen.add(text, place);
  }

  /** A prefix distinguishes an ID from an equal name. */
  private textsOf({ id, username, email }: ImportedUser): Text[] {
    const nameKey = caselessKeyOf(username);
    const name = `name ${areNamesCaseless(this.rules) ? nameKey : username}`;
    return [
      ...(id === undefined ? [] : [unique('id', `id ${id}`)]),
      unique('username', name),
      ...this.keysOf(nameKey, email ? caselessKeyOf(email) : null),
    ];
  }

  /** Two names may have one key when names are compared as they are stored. */
  private keysOf(nameKey: string, emailKey: string | null): Text[] {
    const forbidden = forbiddenConflicts(this.rules);
    const ofName: Text = {
      member: 'username',
      text: nameText(nameKey),
      conflicts: [emailText(nameKey)],
    };
    return [
      ...(forbidden.includes('email_of_name') ? [ofName] : []),
      ...(emailKey !== null && forbidden.includes('email')
        ? [unique('email', emailText(emailKey), [nameText(emailKey)])]
        : []),
    ];
  }
}

const nameText = (key: string): string => `key of name ${key}`;

const emailText = (key: string): string => `email ${key}`;

/** A text that no other user of the file may have. @param others texts that it must not equal either */
const unique = (
  member: Repeated['member'],
  text: string,
  others: readonly string[] = [],
): Text => ({
  member,
  text,
  conflicts: [text, ...others],
});
