import { afterAll, afterEach, beforeAll, beforeEach, jest } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import { type InProcessService, TestService } from '../support/service.js';
import { MemoryStorage } from './memory-storage.js';
import { Wire } from './fake-api.js';

/** A recipe, as the tests use it. */
export interface Client {
  logIn(username: string, password: string): Promise<unknown>;
  logOut(): Promise<unknown>;
  /** @returns the body of a 200. @throws on any other answer, and on none */
  get(path: string): Promise<unknown>;
}

/** @param api the service's address, with `/api`. @param storage what all tabs share */
export type CreateClient = (api: string, storage: MemoryStorage) => Client;

/** All that a thief of a client's record holds. */
export interface CopiedRecord {
  refresh: string;
  key: string;
}

type CopyRecord = (storage: MemoryStorage) => CopiedRecord | Promise<CopiedRecord>;

function copyStoredRecord(storage: MemoryStorage): CopiedRecord {
  const record = JSON.parse(storage.getItem('session')!) as CopiedRecord & { refreshToken: string };
  return { refresh: record.refresh ?? record.refreshToken, key: record.key };
}

const ACCESS_TOKEN_LIFETIME = 300_000;

/** Before each test a new user is logged in with one client. */
export class Fixture {
  readonly password = 'a good password';
  service!: InProcessService;
  wire!: Wire;
  client!: Client;
  storage!: MemoryStorage;
  user!: { id: string; username: string };
  /** How far the clock of the user's device is ahead. */
  private deviceIsAhead = 0;

  constructor(
    private readonly createClient: CreateClient,
    private readonly auth: Partial<AuthModuleOptions> = {},
    private readonly copy: CopyRecord = copyStoredRecord,
  ) {
    beforeAll(() => this.openService());
    beforeEach(() => this.begin());
    afterEach(() => void jest.restoreAllMocks());
    afterAll(() => this.closeService());
  }

  /** Another tab on the same device. */
  openTab(): Client {
    return this.createClient(`${this.service.url}/api`, this.storage);
  }

  logIn(): Promise<unknown> {
    return this.client.logIn(this.user.username, this.password);
  }

  /** What the client would send at its next refresh. */
  async copyRecord(): Promise<CopiedRecord> {
    return this.copy(this.storage);
  }

  expireAccessToken(): void {
    this.service.pass(ACCESS_TOKEN_LIFETIME);
  }

  /** Somebody sets the clock of the device. */
  setDeviceAhead(ms: number): void {
    this.deviceIsAhead = ms;
  }

  /** The session of this test's user, as the service knows it. */
  session(): Promise<RefreshToken> {
    const sessions = this.service.dataSource.getRepository(RefreshToken);
    return sessions.findOneByOrFail({ userId: this.user.id });
  }

  private async openService(): Promise<void> {
    this.service = await TestService.startInProcess('sqlite', this.auth);
    this.wire = new Wire(this.service.app.getHttpServer());
  }

  private async closeService(): Promise<void> {
    // A test that failed may have left an answer under way.
    this.service.app.getHttpServer().closeAllConnections();
    await this.service.stop();
  }

  private async begin(): Promise<void> {
    this.setDeviceAhead(0);
    // A client that goes by a token's `exp` shall live in the service's time.
    jest.spyOn(Date, 'now').mockImplementation(() => this.service.now + this.deviceIsAhead);
    const [username, password] = [`user-${++users}`, this.password];
    const { id } = await this.service.users.create({ username, password });
    this.user = { id, username };
    this.storage = new MemoryStorage();
    this.client = this.openTab();
    await this.logIn();
    this.wire.takeKeys();
    this.wire.takeBlacklisted();
  }
}

let users = 0;
