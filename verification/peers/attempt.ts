import type { HttpResponse } from '../../test/support/http-client.js';
import type { Outcome } from './peer.js';

/** @param member the name of the refresh token in the response */
export async function attempt(send: () => Promise<HttpResponse>, member: string): Promise<Outcome> {
  try {
    const { status, json } = await send();
    return { status, refresh: status === 200 ? (json[member] as string | undefined) : undefined };
  } catch {
    return { status: 0, refresh: undefined };
  }
}
