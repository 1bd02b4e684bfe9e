import type { Server } from 'node:net';
import { Controller } from '@nestjs/common';
import {
  type ClientProxy,
  ClientProxyFactory,
  MessagePattern,
  type TcpOptions,
  Transport as Protocol,
} from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import type { GuardedApplication } from '../guarded-application.js';
import { decorated, messageError, type Transport } from './transport.js';

/** Clients send the token in a field of the message. */
export const TCP: Transport = {
  name: 'a TCP microservice with tokens in a field of the message',
  handler: (name) => MessagePattern(name),
  serve: (handlers) => ({
    controllers: [decorated(handlers, Controller())],
    prepare: async (app) => {
      const options = { host: '127.0.0.1', port: 0 };
      const tcp: TcpOptions = { transport: Protocol.TCP, options };
      app.connectMicroservice(tcp, { inheritAppConfig: true });
      await app.startAllMicroservices();
    },
  }),
  reply: (value) => value,
  call: (application, handler, token) => sendTcp(application, handler, authorization(token)),
  error: messageError,
};

export const TCP_METADATA: Transport = {
  ...TCP,
  name: 'a TCP microservice with tokens in metadata that the client adds',
  call: (application, handler, token) =>
    withClient(application, (client) => {
      const metadata = authorization(token);
      client.setOnDispatchHook((packet) => Object.assign(packet, { metadata }));
      return firstValueFrom(client.send(handler, {}));
    }),
};

/** @returns the response, or the error that the client receives */
export const sendTcp = (application: GuardedApplication, pattern: string, message: unknown) =>
  withClient(application, (client) => firstValueFrom(client.send(pattern, message)));

const authorization = (token: string | undefined) =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };

function withClient(
  { http }: GuardedApplication,
  use: (client: ClientProxy) => Promise<unknown>,
): Promise<unknown> {
  const { port } = http.app.getMicroservices()[0]!.unwrap<Server>().address() as { port: number };
  const options = { host: '127.0.0.1', port };
  const client = ClientProxyFactory.create({ transport: Protocol.TCP, options });
  return use(client)
    .catch((error: unknown) => error)
    .finally(() => void client.close());
}
