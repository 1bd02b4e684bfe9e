import type { INestApplication } from '@nestjs/common';
import type { GuardedApplication } from '../guarded-application.js';
import type { ExpectedError, Transport } from './transport.js';

/** A transport whose clients stay connected and send several messages. */
export interface SocketTransport extends Transport {
  /** Makes an application serve this transport. */
  prepare: (app: INestApplication) => unknown;
  connect: (application: GuardedApplication, opening?: Opening) => Connection;
  /** @returns what {@link Connection.untilClosed} resolves to */
  closing: (error: ExpectedError) => unknown;
}

/** What a client sends when it connects. */
export interface Opening {
  token?: string;
  query?: Record<string, string>;
}

export interface Connection {
  readonly isOpen: boolean;
  /** @returns the value with which the handler responds, or the error that the client receives */
  send(event: string, data?: unknown): Promise<unknown>;
  /** @returns the reason why the service closes the connection */
  untilClosed(): Promise<unknown>;
  close(): void;
}
