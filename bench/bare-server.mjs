/**
 * The baseline of Keyturn: a server with Fastify and without a framework. It issues the same tokens
 * with the same library and the same tables. It does not implement the HTTP contract: errors have any
 * status, and `POST /api/token/` does not check the password (argon2-alone.mjs measures that).
 */
import { createHash, createSecretKey, randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import Fastify from 'fastify';
import { openBareDatabase } from './bare-database.mjs';

/**
 * @typedef {Record<string, string | number>} Claims
 * @typedef {{ id: string, user_id: string, generation: number, expires_at: number }} Session
 * @typedef {{ begunAt: number, user: Promise<{ id: string, username: string } | undefined> }} CachedStatus
 * @typedef {{ sign(claims: Claims, key: object, options: object): string, verify(token: string, key: object, options: object): any }} Jwt
 */

/** The copy that @nestjs/jwt uses. @type {Jwt} */
const jwt = createRequire(import.meta.resolve('@nestjs/jwt'))('jsonwebtoken');

const { DATABASE_URL = '', JWT_SECRET = '' } = process.env;
const ACCESS_SECONDS = 5 * 60;
const REFRESH_SECONDS = 24 * 3600;
const SESSION_SECONDS = 30 * 24 * 3600;
const CACHED_MS = 1_000;

const key = createSecretKey(Buffer.from(JWT_SECRET));
const database = openBareDatabase(DATABASE_URL);

const seconds = () => Math.floor(Date.now() / 1000);
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text);
const sign = (/** @type {Claims} */ claims) => jwt.sign(claims, key, { algorithm: 'HS256' });

/**
 * @param {string} token
 * @param {'access' | 'refresh'} type
 */
function verify(token, type) {
  const claims = jwt.verify(token, key, { algorithms: ['HS256'] });
  if (claims.token_type !== type) throw new Error('wrong type');
  return claims;
}

/**
 * @param {Session} session
 * @param {number} iat
 */
function pairOf(session, iat) {
  const claims = (/** @type {'access' | 'refresh'} */ type, /** @type {number} */ exp) => ({
    token_type: type,
    exp,
    iat,
    jti: sha256(`${session.id}:${session.generation}:${type}`).digest('hex').slice(0, 32),
    user_id: session.user_id,
    sub: session.user_id,
    sid: session.id,
  });
  const refreshClaims = claims('refresh', Number(session.expires_at) / 1000);
  return {
    access: sign(claims('access', iat + ACCESS_SECONDS)),
    refresh: sign({ ...refreshClaims, gen: session.generation }),
  };
}

/** @param {import('fastify').FastifyRequest<{ Body: { username: string } }>} request */
async function obtain({ body, ip, headers }) {
  const user = await database.findUser({ username: body.username });
  if (user === undefined) throw new Error('no such user');
  const iat = seconds();
  const session = {
    id: randomUUID(),
    userId: user.id,
    tokenVersion: user.token_version,
    now: iat * 1000,
    expiresAt: (iat + REFRESH_SECONDS) * 1000,
    sessionExpiresAt: (iat + SESSION_SECONDS) * 1000,
    ip,
    userAgent: headers['user-agent'] ?? null,
  };
  await database.begin(session);
  const { id, expiresAt } = session;
  return pairOf({ id, user_id: user.id, generation: 0, expires_at: expiresAt }, iat);
}

/** @param {import('fastify').FastifyRequest<{ Body: { refresh: string } }>} request */
async function refresh({ body, ip, headers }) {
  const { sid, user_id: userId, gen: generation } = verify(body.refresh, 'refresh');
  const now = Date.now();
  const iat = Math.floor(now / 1000);
  const session = await database.rotate({
    sid,
    userId,
    generation,
    now,
    idle: (iat + REFRESH_SECONDS) * 1000,
    slot:
      sha256(String(headers['idempotency-key'])).digest('base64url') +
      iat.toString(36).padStart(7, '0'),
    ip,
    userAgent: headers['user-agent'] ?? null,
  });
  if (session === undefined) throw new Error('consumed');
  return pairOf(session, iat);
}

/** @type {Map<string, CachedStatus>} */
const statuses = new Map();

/** @param {string} sid */
function findActive(sid) {
  const now = performance.now();
  const cached = statuses.get(sid);
  if (cached !== undefined && now - cached.begunAt < CACHED_MS) return cached.user;
  const user = database.findActive({ sid, now: Date.now() });
  statuses.set(sid, { begunAt: now, user });
  return user;
}

/** @param {import('fastify').FastifyRequest} request */
async function me({ headers }) {
  const { sid } = verify(headers.authorization?.slice('Bearer '.length) ?? '', 'access');
  const user = await findActive(sid);
  if (user === undefined) throw new Error('session not active');
  return { id: user.id, username: user.username };
}

const server = Fastify();
server.addHook('onRequest', (_request, reply, done) => {
  reply.header('cache-control', 'no-store');
  done();
});
server.post('/api/token/', obtain);
server.post('/api/token/refresh/', refresh);
server.get('/api/me/', me);
process.stdout.write(`Listening on ${await server.listen({ host: '127.0.0.1', port: 0 })}/\n`);
process.once('disconnect', () => process.exit());
