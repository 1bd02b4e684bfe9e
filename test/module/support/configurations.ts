import { type DynamicModule, Injectable, Module } from '@nestjs/common';
import { AuthModule, type AuthModuleOptions, type AuthOptionsFactory } from '../../../src/index.js';
import { SECRET } from '../../support/service.js';

/** A configuration service of the application, such as `@nestjs/config`. */
@Injectable()
class Settings implements AuthOptionsFactory {
  createAuthOptions(): AuthModuleOptions {
    return { secret: SECRET, refreshTokenLifetime: '2h' };
  }
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

/** An options class with a dependency. */
@Injectable()
class AuthOptions implements AuthOptionsFactory {
  constructor(private readonly settings: Settings) {}

  createAuthOptions(): Promise<AuthModuleOptions> {
    return Promise.resolve(this.settings.createAuthOptions());
  }
}

/** Each method to configure the module, with a refresh token lifetime of two hours. */
export const WAYS: readonly (readonly [string, () => DynamicModule])[] = [
  ['forRoot', () => AuthModule.forRoot({ secret: SECRET, refreshTokenLifetime: '2h' })],
  [
    'forRootAsync with useFactory',
    () =>
      AuthModule.forRootAsync({
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: (settings: Settings) => Promise.resolve(settings.createAuthOptions()),
      }),
  ],
  [
    'forRootAsync with useClass',
    () => AuthModule.forRootAsync({ imports: [SettingsModule], useClass: AuthOptions }),
  ],
  [
    'forRootAsync with useExisting',
    () => AuthModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings }),
  ],
];
