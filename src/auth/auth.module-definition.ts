import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AuthModuleExtras, AuthModuleOptions } from './auth.options.js';
import { AUTH_EVENT_SINK } from './auth-event-sink.js';
import { UserStore } from './domain/user.store.js';
import { MeController } from './http/me/me.controller.js';
import { TokenController } from './http/token/token.controller.js';

const EXTRAS: AuthModuleExtras = { isGlobal: true, routes: true };

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<AuthModuleOptions>({ moduleName: 'Auth' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createAuthOptions')
    .setExtras(EXTRAS, (definition, { isGlobal = true, routes = true, userStore, authEvents }) => ({
      ...definition,
      global: isGlobal,
      controllers: routes ? [TokenController, MeController] : [],
      providers: [
        ...(definition.providers ?? []),
        ...(userStore ? [{ provide: UserStore, useClass: userStore }] : []),
        ...(authEvents ? [{ provide: AUTH_EVENT_SINK, useClass: authEvents }] : []),
      ],
    }))
    .build();
