import { exchange } from './exchange.js';
import { normalise } from './normalise.js';
import { Fixture } from './fixture.js';
import type { Target } from './target.js';
import type { ContractCase, WireReply, WireRequest } from './contract-case.js';

export interface Asked {
  request: WireRequest;
  reply: WireReply;
  /** The body of the reply, byte for byte. */
  body: string;
}

/** Puts a case to a server. */
export async function ask(
  target: Target,
  { request, view = normalise }: ContractCase,
): Promise<Asked> {
  const sent = typeof request === 'function' ? await request(new Fixture(target)) : request;
  const reply = await exchange(target.url, sent);
  const text = view(reply.text, target.now);
  return { request: sent, reply: { ...reply, text }, body: reply.text };
}
