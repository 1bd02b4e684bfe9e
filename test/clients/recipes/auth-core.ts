import { createHmac } from 'node:crypto';
import type { AuthConfig } from '@auth/core';
import Credentials from '@auth/core/providers/credentials';

interface Pair {
  access: string;
  refresh: string;
}

declare module '@auth/core/types' {
  interface User {
    pair: Pair;
  }
  interface Session {
    /** For the calls that the server makes for this user. */
    access: string;
  }
}

declare module '@auth/core/jwt' {
  interface JWT {
    pair: Pair;
  }
}

/**
 * @param api such as `https://api.example.org/api`
 * @param secret what AUTH_SECRET is
 */
export function createAuthConfig(api: string, secret: string): AuthConfig {
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${api}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  // Requests that run in parallel carry the same cookie, and none sees what another stores in it.
  // So the key is not stored: whoever knows the secret makes the same one of the same token.
  const keyOf = (refresh: string) => createHmac('sha256', secret).update(refresh).digest('hex');

  /** @returns null when the login is over. @throws when nothing was decided */
  async function refresh(sent: Pair): Promise<Pair | null> {
    const headers = { 'Idempotency-Key': keyOf(sent.refresh) };
    const answer = await post('/token/refresh/', { refresh: sent.refresh }, headers);
    if (answer.status === 401) return null;
    if (!answer.ok) throw new Error(`The API answered ${answer.status}.`);
    return { ...sent, ...((await answer.json()) as Pair) };
  }

  /** @returns a pair whose access token has not expired, as far as one can be had */
  async function renew(pair: Pair): Promise<Pair | null> {
    const next = await refresh(pair);
    // An old cookie is answered the pair of that time: it may have expired, too.
    return next !== null && isExpired(next) ? refresh(next) : next;
  }

  return {
    secret,
    session: { strategy: 'jwt' },
    providers: [
      Credentials({
        credentials: { username: {}, password: { type: 'password' } },
        async authorize({ username, password }) {
          const answer = await post('/token/', { username, password });
          if (answer.status === 400 || answer.status === 401) return null;
          if (!answer.ok) throw new Error(`The API answered ${answer.status}.`);
          const pair = (await answer.json()) as Pair;
          return { id: claimsOf(pair.access).sub, name: String(username), pair };
        },
      }),
    ],
    callbacks: {
      async jwt({ token, user }) {
        if (user) return { ...token, pair: user.pair };
        if (!isExpired(token.pair)) return token;
        try {
          const pair = await renew(token.pair);
          return pair && { ...token, pair };
        } catch {
          // An error here would delete the cookie. The next request sends the same token again.
          return token;
        }
      },
      session: ({ session, token }) => ({ ...session, access: token.pair.access }),
    },
    events: {
      async signOut(message) {
        if (!('token' in message) || message.token === null) return;
        await post('/token/blacklist/', { refresh: message.token.pair.refresh });
      },
    },
  };
}

function claimsOf(access: string): { sub: string; exp: number } {
  const payload = access.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; exp: number };
}

const isExpired = ({ access }: Pair): boolean => claimsOf(access).exp * 1000 <= Date.now();
