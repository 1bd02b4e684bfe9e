import { describe } from '@jest/globals';
import { RpcException } from '@nestjs/microservices';
import { WsException } from '@nestjs/websockets';
import { describeErrorFilter } from './describe-error-filter.js';
import { TCP } from './transports/tcp.js';
import { WS } from './transports/ws.js';

const HIDDEN = { http: 'Internal server error', fault: 'Internal server error' };

describe.each([
  [WS, WsException],
  [TCP, RpcException],
])('AuthErrorFilter over $name', (transport, OwnError) => {
  describeErrorFilter(transport, OwnError, HIDDEN);
});
