import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from '@jest/globals';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import type { HttpSettings } from '../../src/service/http/http-settings.js';
import { type InProcessService, TestService } from '../../test/support/service.js';
import { MemoryStorage } from './memory-storage.js';
import { Network } from './network.js';

/** The interface of a recipe in tests. */
export interface Client {
  logIn(username: string, password: string): Promise<unknown>;
  logOut(): Promise<unknown>;
  /** @returns the body of a 200. @throws for any other status and when there is no response */
  get(path: string): Promise<unknown>;
}

/** @param api the address of the service, with `/api` @param storage shared by all tabs */
export type CreateClient = (api: string, storage: MemoryStorage) => Client;

/** The data that a thief of a client's record has. */
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

/** Before each test a new user logs in with one client. */
export class Fixture<C extends Client = Client> {
  readonly password = 'copper willow stream';
  service!: InProcessService;
  network!: Network;
  client!: C;
  storage!: MemoryStorage;
  user!: { id: string; username: string };
  /** How far the clock of the user's device is ahead, in milliseconds. */
  private deviceAheadMs = 0;

  constructor(
    private readonly createClient: (...args: Parameters<CreateClient>) => C,
    protected readonly auth: Partial<AuthModuleOptions> = {},
    private readonly copy: CopyRecord = copyStoredRecord,
    private readonly http: Partial<HttpSettings> = {},
  ) {
    beforeAll(() => this.openService());
    beforeEach(() => this.setUp());
    afterEach(() => void jest.restoreAllMocks());
    afterAll(() => this.closeService());
  }

  /** Another tab on the same device. */
  openTab(): C {
    return this.createClient(`${this.service.url}/api`, this.storage);
  }

  logIn(client: Client = this.client): Promise<unknown> {
    return client.logIn(this.user.username, this.password);
  }

  async expectLoggedIn(): Promise<void> {
    expect(await this.client.get('/me/')).toEqual(this.user);
  }

  /** Calls fail, and send no refresh. */
  async expectLoggedOut(): Promise<void> {
    this.network.takeKeys();
    await expect(this.client.get('/me/')).rejects.toBeDefined();
    expect(this.network.takeKeys()).toEqual([]);
  }

  /** The token and key that the client would send for its next refresh. */
  async copyRecord(): Promise<CopiedRecord> {
    return this.copy(this.storage);
  }

  expireAccessToken(): void {
    this.service.pass(ACCESS_TOKEN_LIFETIME);
  }

  /** Changes the clock of the device. */
  setDeviceAhead(ms: number): void {
    this.deviceAheadMs = ms;
  }

  /** The session of this test's user in the database. */
  session(): Promise<RefreshToken> {
    const sessions = this.service.dataSource.getRepository(RefreshToken);
    return sessions.findOneByOrFail({ userId: this.user.id });
  }

  private async openService(): Promise<void> {
    this.service = await TestService.startInProcess('sqlite', this.auth, this.http);
    this.network = new Network(this.service.app.getHttpServer());
  }

  private async closeService(): Promise<void> {
    // A failed test may have left a response pending.
    this.service.app.getHttpServer().closeAllConnections();
    await this.service.stop();
  }

  private async setUp(): Promise<void> {
    this.setDeviceAhead(0);
    // Clients that read `exp` use the time of the service.
    jest.spyOn(Date, 'now').mockImplementation(() => this.service.now + this.deviceAheadMs);
    const [username, password] = [`user-${++users}`, this.password];
    const { id } = await this.service.users.create({ username, password });
    this.user = { id, username };
    this.storage = new MemoryStorage();
    this.client = this.openTab();
    await this.logIn();
    this.network.takeKeys();
    this.network.takeBlacklisted();
  }
}

let users = 0;
