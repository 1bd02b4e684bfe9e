import { exchange } from './exchange.js';
import { normalize } from './normalize.js';
import { Fixture } from './fixture.js';
import type { Target } from './target.js';
import type { ContractCase, HttpResponse, HttpRequest } from './contract-case.js';

export interface CaseResult {
  request: HttpRequest;
  reply: HttpResponse;
  /** The body of the response, unchanged. */
  body: string;
}

/** Sends the request of a case to a server. */
export async function sendCase(
  target: Target,
  { request, view = normalize }: ContractCase,
): Promise<CaseResult> {
  const sent = typeof request === 'function' ? await request(new Fixture(target)) : request;
  const reply = await exchange(target.url, sent);
  const text = view(reply.text, target.now);
  return { request: sent, reply: { ...reply, text }, body: reply.text };
}
