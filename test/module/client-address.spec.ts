import { afterEach, expect, it } from '@jest/globals';
import { type INestApplication, Injectable } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type AuthEvent, AuthEvents, AuthModule, RefreshToken } from '../../src/index.js';
import { CreateRefreshToken1763800000000 } from '../../src/migrations.js';
import { SECRET } from '../support/service.js';
import { CREDENTIALS, Customers, PlainPasswordHasher } from './support/customers.js';
import { inMemory } from './support/database.js';
import { TestApplication } from './support/application.js';

@Injectable()
class CollectedEvents extends AuthEvents {
  readonly events: AuthEvent[] = [];

  emit(event: AuthEvent): void {
    this.events.push(event);
  }
}

let application: TestApplication;
afterEach(() => application.stop());

it.each([
  ['203.0.113.9:51008', '203.0.113.9'],
  ['192.0.2.66, [2001:db8::17]:4711', '2001:db8::17'],
  ['192.0.2.66, unknown', null],
])(
  'records for X-Forwarded-For %j the address %p in an Express application that trusts one proxy',
  async (header, ip) => {
    const collected = new CollectedEvents();
    const dataSource = inMemory({
      entities: [RefreshToken],
      migrations: [CreateRefreshToken1763800000000],
    });
    const ports = {
      userStore: new Customers(),
      passwordHasher: PlainPasswordHasher,
      authEvents: collected,
    };
    application = await TestApplication.start(
      'express',
      { imports: [dataSource, AuthModule.forRoot({ secret: SECRET, ...ports })] },
      {
        prepare: (app: INestApplication) => {
          (app as NestExpressApplication).set('trust proxy', 1);
        },
      },
    );
    const response = await application.post('/api/token/', CREDENTIALS, {
      'X-Forwarded-For': header,
    });
    expect(response.status).toBe(200);
    const logIn = collected.events.find(({ type }) => type === 'authn_login_success');
    expect(logIn).toMatchObject({ client: { ip } });
  },
);
