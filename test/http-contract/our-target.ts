import { UserStore } from '../../src/auth/domain/user.store.js';
import { UserEntity } from '../../src/auth/persistence/user.entity.js';
import { TokenService } from '../../src/auth/tokens/token.service.js';
import { createDatabase, type DatabaseKind } from '../support/databases.js';
import { type InProcessService, SECRET, TestService, type Tokens } from '../support/service.js';
import type { RemovedUser, Target } from './target.js';

/** The same users as those of the reference, with passwords that Keyturn accepts no longer. */
const USERS = [
  { id: '1', username: 'alice', password: 'alice-pass-123' },
  { id: '2', username: 'bob', password: 'bob-pass-123', isActive: false },
  { id: '3', username: 'ünïcode', password: 'pässwörd-123' },
  { id: '4', username: 'spacey', password: ' spaced pass ' },
];

const NO_CLIENT_INFO = { ip: null, userAgent: null };

/** Keyturn, with a second instance on its database that issues tokens without a password. */
export class OurTarget implements Target {
  readonly secret = SECRET;

  private constructor(
    private readonly service: TestService,
    private readonly issuer: InProcessService,
  ) {}

  static async start(on: DatabaseKind): Promise<OurTarget> {
    const database = await createDatabase(on);
    const service = await TestService.start(database);
    for (const user of USERS) await service.users.create(user, { allowWeakPassword: true });
    return new OurTarget(service, await TestService.startInProcess(database));
  }

  get url(): string {
    return this.service.url;
  }

  get now(): number {
    return this.service.now / 1000;
  }

  /** Skips the password, because its hash is slow. */
  async logIn(): Promise<Tokens> {
    const alice = await this.issuer.app.get(UserStore, { strict: false }).findById('1');
    return this.issuer.app.get(TokenService, { strict: false }).obtain(alice!, NO_CLIENT_INFO);
  }

  async tokensOf(removed: RemovedUser): Promise<Tokens> {
    const { id, username, ...tokens } = await this.service.logIn();
    if (removed === 'inactive') await this.service.users.deactivate(username);
    else await this.service.dataSource.getRepository(UserEntity).delete({ id });
    return tokens;
  }

  async stop(): Promise<void> {
    await this.issuer.close();
    await this.service.stop();
  }
}
