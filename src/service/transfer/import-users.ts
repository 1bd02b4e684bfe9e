import type { PasswordOwner } from '../../auth/domain/password-rules.js';
import { v7 as uuidv7 } from 'uuid';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { eventsOfChange } from '../../auth/domain/change-events.js';
import { decideImport, type ImportDecision, targetOf } from '../../auth/domain/import-decision.js';
import {
  type ImportedRecord,
  type ImportedUser,
  readImportedUser,
  unusedMembers,
} from '../../auth/domain/imported-user.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { UserConflictError } from '../../auth/domain/user-directory.js';
import { initialTokenVersion } from '../../auth/domain/user.js';
import type { Actor, UserChange } from '../../auth/domain/user-events.js';
import { digestOfHash } from '../../auth/persistence/digest-of-hash.js';
import type {
  BatchUpdate,
  BatchUser,
  BatchValues,
  UserBatchStore,
} from '../../auth/persistence/user-batch.store.js';
import { candidatesAmong } from './import-candidates.js';
import { LoginTexts } from './login-texts.js';
import type { UserEntry } from './user-entry.js';

/** Users that are read for one transaction. On SQLite, a log-in waits at most for one. */
const BATCH_SIZE = 256;

/** A message about one user of the file. */
export interface ImportReport {
  line: number;
  /** The number in an array, whose elements may all be on one line. */
  entry?: number;
  /** Null if it could not be read. */
  username: string | null;
  /** `note`: the user was imported. */
  outcome: 'skipped' | 'note';
  /** Contains no value of the file, which may be a password. */
  reason: string;
}

export interface ImportCounts {
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
}

export interface ImportParts {
  store: UserBatchStore;
  rules: LoginRules;
  events: AuthEvents;
  /** Who imports the users, for the events. */
  actor: Actor;
  /** Checks whether a password matches a stored hash. */
  matches: (hash: string, password: string) => Promise<boolean>;
  /** Validates and hashes a new password. @throws {OperationalError} if the password breaks a rule */
  hashOf: (password: string, owner: PasswordOwner) => Promise<string>;
  now: () => number;
}

export interface ImportSettings {
  /** Decides about every user and writes nothing. */
  dryRun: boolean;
  /** Changes users that exist. */
  update: boolean;
  /** The member of a record that has the name. */
  nameField: string;
}

/** Another process has changed users during a batch, of which nothing was written. */
class ImportConflictError extends OperationalError {
  override readonly name = 'ImportConflictError';
}

/** A user of the file, with its place. */
interface Located {
  place: Pick<ImportReport, 'line' | 'entry'>;
  user: ImportedUser;
  notes: readonly string[];
}

type FindCandidates = Awaited<ReturnType<typeof candidatesAmong>>;

/** A user of the file whom the import does not skip. */
interface Decided extends Located {
  decision: ImportDecision<BatchUser>;
}

/** A user of the file for whom something is written. */
interface Planned extends Located {
  create?: BatchValues;
  update?: BatchUpdate;
}

/** Imports users in batches, so that the memory is the same for any number of them. */
export class UserImport {
  readonly counts: ImportCounts = { created: 0, updated: 0, unchanged: 0, skipped: 0 };
  /** The members of the file that were not used. */
  readonly ignoredFields = new Set<string>();
  private readonly seen: LoginTexts;
  /** The reports of the current batch, which are sorted at its end. */
  private readonly pending: ImportReport[] = [];

  constructor(
    private readonly parts: ImportParts,
    private readonly settings: ImportSettings,
    private readonly report: (report: ImportReport) => Promise<void>,
  ) {
    this.seen = new LoginTexts(parts.rules);
  }

  /**
   * Imports all users of a file.
   *
   * @param onProgress called with the number of users that were read
   * @throws {ImportFileError} if the file cannot be read further; earlier batches stay imported
   * @throws {ImportConflictError} if another process changed users during a batch, of which nothing was
   *   written; earlier batches stay imported
   */
  async run(
    entries: AsyncIterable<UserEntry>,
    onProgress: (read: number) => void = () => undefined,
  ): Promise<void> {
    let batch: Located[] = [];
    let read = 0;
    for await (const entry of entries) {
      const located = this.read(entry);
      if (located !== undefined) batch.push(located);
      if (++read % BATCH_SIZE !== 0) continue;
      await this.importBatch(batch);
      batch = [];
      onProgress(read);
    }
    await this.importBatch(batch);
    onProgress(read);
  }

  /** @returns undefined for a user that is skipped */
  private read({ content, ...place }: UserEntry): Located | undefined {
    if (content.kind === 'problem') return this.skip(place, null, content.problem);
    const record = this.renamed(content.record);
    for (const name of this.unusedFields(content.record)) this.ignoredFields.add(name);
    const reading = readImportedUser(record);
    if (reading.kind === 'refused') {
      return this.skip(place, reading.username, reading.reasons.join('; '));
    }
    return { place, user: reading.user, notes: reading.notes };
  }

  private renamed(record: ImportedRecord): ImportedRecord {
    const { nameField } = this.settings;
    return nameField === 'username' ? record : { ...record, username: record[nameField] };
  }

  private unusedFields(record: ImportedRecord): string[] {
    const { nameField } = this.settings;
    const unused = unusedMembers(record).filter((name) => name !== nameField);
    const isReplaced = nameField !== 'username' && record['username'] !== undefined;
    return isReplaced ? [...unused, 'username'] : unused;
  }

  private async importBatch(batch: readonly Located[]): Promise<void> {
    if (batch.length > 0) await this.decideAndWrite(batch);
    const reports = this.pending.splice(0).sort((a, b) => placeOf(a) - placeOf(b));
    for (const report of reports) await this.report(report);
  }

  private async decideAndWrite(batch: readonly Located[]): Promise<void> {
    const users = batch.map(({ user }) => user);
    const found = await candidatesAmong(this.parts.store, this.parts.rules, users);
    const decided = await this.decide(batch, found);
    const plans = await Promise.all(decided.map((one) => this.plan(one)));
    const planned = plans.filter((one) => one !== undefined);
    const written = await this.write(planned);
    for (const one of planned) this.conclude(one, written);
  }

  /** Decides in the order of the file. A user who is skipped reserves no ID, name or email address. */
  private async decide(batch: readonly Located[], found: FindCandidates): Promise<Decided[]> {
    const { update } = this.settings;
    const compared = await Promise.all(
      batch.map(async (one) => {
        const candidates = found(one.user);
        const target = targetOf(one.user, candidates);
        const hasSamePassword = await this.hasSamePassword(one.user, target);
        return { one, candidates, target, hasSamePassword };
      }),
    );
    const changed = new Map<string, Located['place']>();
    return compared.flatMap(({ one, candidates, target, hasSamePassword }) => {
      const { user, place } = one;
      const decision = decideImport(user, candidates, { update, hasSamePassword });
      const reason =
        this.repetition(user, place) ??
        (decision.kind === 'skip' ? decision.reason : undefined) ??
        updatedEarlierReason(changed.get(target?.id ?? ''));
      if (reason !== undefined) {
        this.skip(place, user.username, reason);
        return [];
      }
      if (decision.kind === 'update') changed.set(decision.target.id, place);
      this.seen.add(user, placeOf(place));
      return { ...one, decision };
    });
  }

  private repetition(user: ImportedUser, { entry }: Located['place']): string | undefined {
    const repeated = this.seen.find(user);
    if (repeated === undefined) return undefined;
    const kind = entry === undefined ? 'line' : 'entry';
    return `repeats the ${repeated.member} of ${kind} ${repeated.place}`;
  }

  private async plan({ decision, ...located }: Decided): Promise<Planned | undefined> {
    const { user, place } = located;
    try {
      return { ...located, ...(await this.planned(user, decision)) };
    } catch (error) {
      if (!(error instanceof OperationalError)) throw error;
      return this.skip(place, user.username, error.message);
    }
  }

  private async planned(
    user: ImportedUser,
    decision: ImportDecision<BatchUser>,
  ): Promise<Pick<Planned, 'create' | 'update'>> {
    const now = this.parts.now();
    if (decision.kind === 'create') return { create: created(user, await this.hash(user), now) };
    if (decision.kind !== 'update') return {};
    const { target, changed, revokes } = decision;
    const passwordHash = changed.includes('password') ? await this.hash(user) : undefined;
    const after = updated(user, target, passwordHash, now);
    if (revokes !== null) after.tokenVersion++;
    return { update: { before: target, after, revokes } };
  }

  private hasSamePassword({ password }: ImportedUser, stored: BatchUser | null): Promise<boolean> {
    if (password === undefined || stored === null) return Promise.resolve(false);
    if (password.kind === 'hash') return Promise.resolve(isHashOf(password.hash, stored));
    return this.parts.matches(stored.passwordHash, password.plain);
  }

  /** @returns an empty text for a user without a password */
  private hash({ username, email = null, password }: ImportedUser): Promise<string> {
    if (password?.kind === 'plain') return this.parts.hashOf(password.plain, { username, email });
    return Promise.resolve(password?.hash ?? '');
  }

  /** @returns the IDs of the users that were written */
  private async write(planned: readonly Planned[]): Promise<Set<string>> {
    const creations = planned.flatMap(({ create }) => create ?? []);
    const updates = planned.flatMap(({ update }) => update ?? []);
    if (creations.length + updates.length === 0) return new Set();
    if (this.settings.dryRun) {
      return new Set([...creations, ...updates.map(({ before }) => before)].map(({ id }) => id));
    }
    const { store, now } = this.parts;
    return store.write(creations, updates, now()).catch((error: unknown) => {
      if (!(error instanceof UserConflictError)) throw error;
      throw new ImportConflictError(
        'Another process has changed users at the same time. Run the command again.',
      );
    });
  }

  private conclude(planned: Planned, written: ReadonlySet<string>): void {
    const { place, user, notes, create, update } = planned;
    const id = create?.id ?? update?.before.id;
    if (id !== undefined && !written.has(id)) {
      const reason = 'another process has changed the user at the same time; run the command again';
      return this.skip(place, user.username, reason);
    }
    if (id === undefined) this.counts.unchanged++;
    if (create !== undefined) this.counts.created++;
    if (update !== undefined) this.counts.updated++;
    if (create !== undefined && !this.settings.dryRun) this.emitCreated(create);
    if (update !== undefined && !this.settings.dryRun) this.emit(update);
    for (const reason of notes) {
      this.pending.push({ ...place, username: user.username, outcome: 'note', reason });
    }
  }

  private emit({ before, after, revokes }: BatchUpdate): void {
    const parts = {
      attributes: (['username', 'email'] as const).filter((one) => before[one] !== after[one]),
      hasNewPassword: before.passwordHash !== after.passwordHash,
      isActive: before.isActive === after.isActive ? undefined : after.isActive,
      revokes,
    };
    for (const event of eventsOfChange(parts, this.changeOf(before.id))) {
      this.parts.events.emit(event);
    }
  }

  private emitCreated({ id, isActive }: BatchValues): void {
    this.parts.events.emit({ type: 'user_created', isActive, ...this.changeOf(id) });
  }

  private changeOf(userId: string): UserChange {
    return { userId, actor: this.parts.actor, client: null };
  }

  private skip(place: Located['place'], username: string | null, reason: string): undefined {
    this.counts.skipped++;
    this.pending.push({ ...place, username, outcome: 'skipped', reason });
  }
}

const placeOf = ({ line, entry }: Located['place']): number => entry ?? line;

/**
 * Returns why a user is skipped whom an earlier line of the batch updates. Both lines were compared
 * with the user in the database, so the comparison of the second is outdated. Example: line 1 gives
 * ID 7 a new name, and line 2 has the old name and no ID.
 */
const updatedEarlierReason = (earlier: Located['place'] | undefined): string | undefined =>
  earlier &&
  `is the same user as ${describePlace(earlier)}, which updates it; run the import again`;

const describePlace = ({ line, entry }: Located['place']): string =>
  entry === undefined ? `line ${line}` : `entry ${entry}`;

/** Checks whether a hash is the stored one, or the one that an upgrade has replaced by it. */
const isHashOf = (hash: string, { passwordHash, rehashedFrom }: BatchUser): boolean =>
  hash === passwordHash || digestOfHash(hash) === rehashedFrom;

const created = (user: ImportedUser, passwordHash: string, now: number): BatchValues => ({
  id: user.id ?? uuidv7(),
  username: user.username,
  email: user.email ?? null,
  passwordHash,
  rehashedFrom: null,
  isActive: user.isActive ?? true,
  tokenVersion: initialTokenVersion(),
  createdAt: user.createdAt ?? now,
  lastLoginAt: user.lastLoginAt ?? null,
  passwordChangedAt: user.passwordChangedAt ?? user.createdAt ?? now,
});

/** @param passwordHash undefined: the password stays */
function updated(
  user: ImportedUser,
  stored: BatchUser,
  passwordHash: string | undefined,
  now: number,
): BatchValues {
  const lastLoginAt = Math.max(user.lastLoginAt ?? -1, stored.lastLoginAt ?? -1);
  return {
    ...stored,
    username: user.username,
    email: user.email === undefined ? stored.email : user.email,
    isActive: user.isActive ?? stored.isActive,
    lastLoginAt: lastLoginAt === -1 ? null : lastLoginAt,
    ...(passwordHash !== undefined && {
      passwordHash,
      rehashedFrom: null,
      passwordChangedAt: user.passwordChangedAt ?? now,
    }),
  };
}
