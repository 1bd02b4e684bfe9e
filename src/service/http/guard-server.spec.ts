import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { DEFAULT_CONNECTION_LIMITS } from './connection-limits.js';
import { guardServer } from './guard-server.js';
import { StalledResponses } from './stalled-responses.js';

const GET = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** More than the operating system holds for a client that does not read. */
const LARGE = Buffer.alloc(32 * 1024 * 1024);

let server: Server;
const sockets: Socket[] = [];

const listen = async (listener: RequestListener): Promise<Server> => {
  server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
};

const open = async (): Promise<Socket> => {
  const { port } = server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};

afterEach(() => {
  sockets.splice(0).forEach((socket) => socket.destroy());
  server.close();
});

const statusesOf = (responses: string) =>
  responses.split(/(?=HTTP\/1\.1 )/).map((response) => Number(response.split(' ')[1]));

describe('guardServer', () => {
  it.each([false, true])(
    'closes connections beyond the limit, and accepts one again after another has closed (shared port: %s)',
    async (isPortShared) => {
      const accepted: Socket[] = [];
      await listen((_, response) => void response.end());
      server.on('connection', (socket: Socket) => accepted.push(socket));
      guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, maxConnections: 1, isPortShared });
      const first = await open();
      first.write(GET);
      await once(first, 'data');
      const beyond = await open();
      await once(beyond.resume(), 'close');
      const closed = once(accepted[0]!, 'close');
      first.destroy();
      await closed;
      const next = await open();
      next.write(GET);
      expect(String(await once(next, 'data'))).toMatch(/^HTTP\/1.1 200/);
    },
  );

  it('processes no requests beyond the limit and closes after the last response', async () => {
    const waiting: (() => void)[] = [];
    await listen((_, response) => void waiting.push(() => response.end()));
    guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, maxRequestsInFlight: 3 });
    const socket = await open();
    socket.write(GET.repeat(400));
    while (waiting.length < 3) await once(server, 'request');
    waiting.forEach((respond) => respond());
    const responses = await text(socket);
    expect(waiting).toHaveLength(3);
    expect(statusesOf(responses)).toEqual([200, 200, 200]);
    expect(responses.match(/^Connection: .*$/gm)?.at(-1)).toBe('Connection: close');
  });

  it('serves any number of requests when each is sent after the last response', async () => {
    await listen((_, response) => response.end());
    guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, maxRequestsInFlight: 2 });
    const socket = await open();
    for (let sent = 0; sent < 10; sent++) {
      socket.write(GET);
      const [bytes] = (await once(socket, 'data')) as [Buffer];
      expect(bytes.toString()).toMatch(/^HTTP\/1\.1 200 .*Connection: keep-alive/s);
    }
  });

  it('resets a connection that keeps sending requests beyond the limit', async () => {
    await listen(() => undefined);
    guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, maxRequestsInFlight: 1 });
    const socket = await open();
    const closed = new Promise((resolve) => socket.resume().once('close', resolve));
    socket.write(GET.repeat(2_000));
    await closed;
    expect(socket.bytesRead).toBe(0);
  });

  it('closes connections beyond the limit', async () => {
    await listen((_, response) => response.end());
    guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, maxConnections: 1 });
    const first = await open();
    const second = connect((server.address() as AddressInfo).port, '127.0.0.1');
    sockets.push(second.on('error', () => undefined).resume());
    await once(second, 'close');
    first.write(`${GET.slice(0, -2)}Connection: close\r\n\r\n`);
    expect(statusesOf(await text(first))).toEqual([200]);
  });

  it('resets a client that does not read its response', async () => {
    await listen((_, response) => response.end(LARGE));
    guardServer(server, { ...DEFAULT_CONNECTION_LIMITS, responseStallMs: 40 });
    const accepted = once(server, 'connection');
    const socket = await open();
    socket.pause().write(GET);
    const [peer] = (await accepted) as [Socket];
    const reset = jest.spyOn(peer, 'resetAndDestroy');
    await once(peer, 'close');
    expect(reset).toHaveBeenCalledTimes(1);
  });
});

describe('StalledResponses', () => {
  const LIMIT_MS = 30_000;
  let nowMs = 0;

  const watched = async (): Promise<[StalledResponses, Socket, Socket]> => {
    const responses = new StalledResponses(LIMIT_MS, () => nowMs);
    await listen((_, response) => {
      const writePiece = () => {
        while (response.write(LARGE.subarray(0, 16 * 1024)));
      };
      response.on('drain', writePiece);
      writePiece();
    });
    server.on('connection', (socket) => responses.watch(socket));
    const accepted = once(server, 'connection');
    const client = (await open()).pause();
    const [peer] = (await accepted) as [Socket];
    return [responses, client, peer];
  };

  const flushedOf = ({ bytesWritten, writableLength }: Socket) => bytesWritten - writableLength;

  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** Reads until the server could write more. */
  const readSome = async (client: Socket, peer: Socket): Promise<void> => {
    const before = flushedOf(peer);
    while (flushedOf(peer) === before) {
      client.read();
      await turn();
    }
  };

  it('keeps a client that reads slowly and resets it when it stops', async () => {
    const [responses, client, peer] = await watched();
    client.write(GET);
    for (let minutes = 0; minutes < 10; minutes++) {
      await readSome(client, peer);
      responses.check();
      nowMs += LIMIT_MS - 1;
      await readSome(client, peer);
      responses.check();
      expect(peer.destroyed).toBe(false);
    }
    // From now on, bytes only fill the buffers of the operating system.
    let flushed = -1;
    while (flushed !== flushedOf(peer)) {
      flushed = flushedOf(peer);
      responses.check();
      for (let turns = 0; turns < 50; turns++) await turn();
    }
    nowMs += LIMIT_MS;
    responses.check();
    expect(peer.destroyed).toBe(true);
  });

  it('keeps a connection that has nothing to send', async () => {
    const [responses, , peer] = await watched();
    nowMs += LIMIT_MS;
    responses.check();
    nowMs += LIMIT_MS;
    responses.check();
    expect(peer.destroyed).toBe(false);
  });
});
