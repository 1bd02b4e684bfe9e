# syntax=docker/dockerfile:1
# Runs Keyturn as an unprivileged user. The file system may be read-only.

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
COPY scripts/better-sqlite3 ./scripts/better-sqlite3
# Nothing is compiled: Node 24 has SQLite, and argon2 and bcrypt have binaries for each architecture.
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY tsconfig.json tsconfig.build.json tsconfig.esm.json tsconfig.cjs.json nest-cli.json ./
COPY LICENSE README.md ./
COPY scripts ./scripts
COPY src ./src
# Only the bundle, argon2 and bcrypt, in the versions of package-lock.json.
RUN npm run build && node scripts/lay-out-service.mjs /keyturn

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:/data/keyturn.sqlite
WORKDIR /keyturn
COPY --from=build /keyturn ./
# The only folder that Keyturn writes to, and only with SQLite.
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
EXPOSE 3000
# Node is process 1 and receives SIGTERM directly, without a shell or npm in between.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
