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
 * @param secret the value of AUTH_SECRET
 */
export function createAuthConfig(api: string, secret: string): AuthConfig {
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${api}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  // Parallel requests carry the same cookie, and none can read what another stores in it. So the key
  // is not stored: each request derives the same key from the same token.
  const keyOf = (refresh: string) => createHmac('sha256', secret).update(refresh).digest('hex');

  /** Revokes the session. Tries twice, because the site keeps no copy of the token. */
  async function revoke({ refresh }: Pair): Promise<void> {
    const attempt = () =>
      post('/token/blacklist/', { refresh }).then(
        ({ status }) => status < 429,
        () => false,
      );
    if (!(await attempt())) await attempt();
  }

  /** @returns null if the session is revoked. @throws if the same request must be sent again */
  async function refresh(sent: Pair): Promise<Pair | null> {
    const headers = { 'Idempotency-Key': keyOf(sent.refresh) };
    const response = await post('/token/refresh/', { refresh: sent.refresh }, headers);
    if (response.status === 401) {
      // A thief may hold a copy of the token and its successors.
      await revoke(sent);
      return null;
    }
    if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
    return { ...sent, ...((await response.json()) as Pair) };
  }

  /** @returns a pair whose access token has not expired, if two refreshes yield one */
  async function renew(pair: Pair): Promise<Pair | null> {
    const next = await refresh(pair);
    // For an old cookie the service repeats an old pair, whose access token may have expired too.
    return next !== null && isExpired(next) ? refresh(next) : next;
  }

  return {
    secret,
    session: { strategy: 'jwt' },
    providers: [
      Credentials({
        credentials: { username: {}, password: { type: 'password' } },
        async authorize({ username, password }) {
          const response = await post('/token/', { username, password });
          if (response.status === 400 || response.status === 401) return null;
          if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
          const pair = (await response.json()) as Pair;
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
        await revoke(message.token.pair);
      },
    },
  };
}

function claimsOf(access: string): { sub: string; exp: number } {
  const payload = access.split('.')[1] ?? '';
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sub: string; exp: number };
}

const isExpired = ({ access }: Pair): boolean => claimsOf(access).exp * 1000 <= Date.now();
