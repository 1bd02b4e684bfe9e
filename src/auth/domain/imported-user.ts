import { isCalendarDay } from './calendar-day.js';
import { COLUMN_LENGTHS } from './column-lengths.js';
import { isIntact, isStorable } from './text.js';
import { trimEdges } from './string-field.js';
import { readPasswordHash } from './password-hash/read-password-hash.js';

/** The password of a user in a file. An empty hash: the user has no password. */
type ImportedPassword = { kind: 'hash'; hash: string } | { kind: 'plain'; plain: string };

/** A user as a file has it. Undefined: the file does not contain it. Times are epoch milliseconds. */
export interface ImportedUser {
  id: string | undefined;
  username: string;
  /** Null: the user has no email address. */
  email: string | null | undefined;
  password: ImportedPassword | undefined;
  isActive: boolean | undefined;
  createdAt: number | undefined;
  lastLoginAt: number | undefined;
  passwordChangedAt: number | undefined;
}

/** The members of one user in a file. Numbers are their text, so that no digit is lost. */
export type ImportedRecord = Readonly<Record<string, unknown>>;

export type ImportReading =
  | {
      kind: 'read';
      user: ImportedUser;
      /** Warnings about the user, who is imported nevertheless. */
      notes: readonly string[];
    }
  | { kind: 'refused'; username: string | null; reasons: readonly string[] };

/** The names that a member can have: Keyturn's own first, then Django's. */
const NAMES = {
  id: ['id'],
  username: ['username'],
  email: ['email'],
  password_hash: ['password_hash', 'password'],
  password_plain: ['password_plain'],
  is_active: ['is_active'],
  created_at: ['created_at', 'date_joined'],
  last_login_at: ['last_login_at', 'last_login'],
  password_changed_at: ['password_changed_at', 'password_changed'],
} as const;

type Member = keyof typeof NAMES;

const KNOWN_NAMES: readonly string[] = Object.values(NAMES).flat();

/** Returns the members of a record that the import does not use. */
export const unusedMembers = (record: ImportedRecord): string[] =>
  Object.keys(record).filter((name) => !KNOWN_NAMES.includes(name));

const MAX_LENGTH = {
  id: COLUMN_LENGTHS.userId,
  username: COLUMN_LENGTHS.username,
  email: COLUMN_LENGTHS.email,
  password_hash: COLUMN_LENGTHS.passwordHash,
};

const TRUE = ['true', 'True', 'TRUE', 't', '1'];
const FALSE = ['false', 'False', 'FALSE', 'f', '0'];

/** ISO 8601, as JSON, CSV and PostgreSQL write it. Without a zone it is UTC. */
const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}:\d{2})(\.\d{1,3})?\d*(?:Z|([+-]\d{2}):?(\d{2})?)?)?$/;

/**
 * Validates a user of a file. Names stay as they are, also with characters that new names cannot have.
 * Messages contain no value, because a password may be in the wrong member.
 */
export function readImportedUser(record: ImportedRecord): ImportReading {
  const reader = new RecordReader(record);
  const username = reader.text('username');
  const user = {
    id: reader.text('id'),
    username: username ?? '',
    email: reader.email(),
    password: reader.password(),
    isActive: reader.flag('is_active'),
    createdAt: reader.time('created_at'),
    lastLoginAt: reader.time('last_login_at'),
    passwordChangedAt: reader.time('password_changed_at'),
  };
  if (username === undefined) reader.refuse('username', 'is missing');
  const { reasons, notes } = reader;
  if (reasons.length > 0) return { kind: 'refused', username: username ?? null, reasons };
  const untrimmed = (['username', 'email'] as const).filter((member) => !isTrimmed(user[member]));
  return { kind: 'read', user, notes: [...notes, ...untrimmed.map(untrimmedNote)] };
}

const isTrimmed = (text: string | null | undefined): boolean => !text || trimEdges(text) === text;

const untrimmedNote = (member: string): string =>
  `${member} has white space at an edge, which log-ins remove, so that the user cannot log in with ` +
  'it. Remove it in the file.';

class RecordReader {
  readonly reasons: string[] = [];
  readonly notes: string[] = [];

  constructor(private readonly record: ImportedRecord) {}

  refuse(name: string, problem: string): undefined {
    // A member that has another problem is not also missing.
    if (!this.reasons.some((reason) => reason.startsWith(`${name} `))) {
      this.reasons.push(`${name} ${problem}`);
    }
  }

  /** @returns undefined for a member that is missing, null or refused */
  text(member: keyof typeof MAX_LENGTH): string | undefined {
    const value = this.value(member);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'string') return this.refuse(member, 'is not a text');
    if (trimEdges(value) === '') return this.refuse(member, 'is blank');
    if (!isStorable(value) || !isIntact(value)) return this.refuse(member, NOT_STORABLE);
    if (value.length <= MAX_LENGTH[member]) return value;
    return this.refuse(member, `is longer than ${MAX_LENGTH[member]} characters`);
  }

  /** Django writes an empty text for a user without an email address. */
  email(): string | null | undefined {
    const value = this.value('email');
    return value === null || value === '' ? null : this.text('email');
  }

  /**
   * Django and an export write a text that begins with `!` for a user without a password. Null, an empty
   * text and a hash that cannot be read are no values, so that a mistake in a file removes no password.
   */
  password(): ImportedPassword | undefined {
    const plain = this.value('password_plain') ?? undefined;
    const value = this.value('password_hash');
    const hash = value === '' ? undefined : this.text('password_hash');
    if (plain !== undefined && typeof plain !== 'string') {
      return this.refuse('password_plain', 'is not a text');
    }
    if (plain !== undefined && hash !== undefined) {
      return this.refuse('password_plain', 'is given together with a hash');
    }
    if (plain !== undefined) return { kind: 'plain', plain };
    if (hash === undefined) return undefined;
    const read = readPasswordHash(hash);
    if (read.kind === 'readable') return { kind: 'hash', hash };
    if (read.kind === 'unusable') return { kind: 'hash', hash: NO_PASSWORD };
    this.notes.push(`the password hash ${read.problem}, so it was not imported`);
    return undefined;
  }

  flag(member: 'is_active'): boolean | undefined {
    const value = this.value(member) ?? undefined;
    if (value === undefined || typeof value === 'boolean') return value;
    if (TRUE.some((text) => text === value)) return true;
    if (FALSE.some((text) => text === value)) return false;
    return this.refuse(member, 'is not true or false');
  }

  time(member: 'created_at' | 'last_login_at' | 'password_changed_at'): number | undefined {
    const value = this.value(member) ?? undefined;
    if (value === undefined) return undefined;
    const time = typeof value === 'string' ? parseTime(value) : NaN;
    return time >= 0 && time <= MAX_TIME ? time : this.refuse(member, NO_TIME);
  }

  /** @returns undefined if the record has none of the member's names, or several */
  private value(member: Member): unknown {
    const names = NAMES[member].filter((name) => this.record[name] !== undefined);
    const [first, other] = names;
    if (first === undefined) return undefined;
    if (other === undefined) return this.record[first];
    return this.refuse(member, `is given twice: as ${first} and as ${other}`);
  }
}

/** The hash of a user without a password. */
const NO_PASSWORD = '';

const NOT_STORABLE = 'has characters that cannot be stored: U+0000, U+FFFD or lone surrogates';
const NO_TIME = 'is not a time from 1970 to 9999, such as 2026-01-31T12:00:00Z';

/** An export has a later year in a form that no import reads. */
const MAX_TIME = Date.parse('9999-12-31T23:59:59.999Z');

/** @returns NaN for any other text */
function parseTime(text: string): number {
  const [, day = '', clock = '00:00:00', fraction = '', hours = '+00', minutes = '00'] =
    TIME.exec(text) ?? [];
  return isCalendarDay(day) ? Date.parse(`${day}T${clock}${fraction}${hours}:${minutes}`) : NaN;
}
