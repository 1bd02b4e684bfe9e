import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { HttpSettings } from './http-settings.js';

/** Such as UUIDs, and what proxies make. Tokens have dots; nothing in it can break a line. */
const REQUEST_ID = /^[\w-]{8,64}$/;

type Trust = HttpSettings['trustProxy'];

/**
 * What decides the id of a request: its trusted proxy's, if that looks like one; else a new one.
 * Nobody else's is believed, who could make two requests look like one.
 */
export function requestIdMaker(trustProxy: Trust): (request: IncomingMessage) => string {
  const isTrusted = peerJudge(trustProxy);
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isOne = typeof given === 'string' && REQUEST_ID.test(given);
    return isOne && isTrusted(socket.remoteAddress) ? given : randomUUID();
  };
}

/** Whether whoever is at the other end of the connection is a proxy of ours. */
export function peerJudge(trustProxy: Trust): (address: string | undefined) => boolean {
  if (trustProxy === undefined) return () => false;
  if (typeof trustProxy === 'number') return () => true;
  const proxies = proxyList(trustProxy);
  return (address = '') => {
    const version = isIP(address);
    return version !== 0 && proxies.check(address, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function proxyList(ranges: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  return proxies;
}
