# syntax=docker/dockerfile:1
# Keyturn, as a user without rights, on a file system that may be read-only.

FROM node:22-bookworm AS build
# better-sqlite3 is compiled where there is no ready-made binary: python3, make and g++ are here.
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json tsconfig.esm.json tsconfig.cjs.json nest-cli.json ./
COPY LICENSE README.md ./
COPY scripts ./scripts
COPY src ./src
# The bundle, the drivers and argon2, as package-lock.json has them, and no other package.
RUN npm run build && node scripts/lay-out-service.mjs /keyturn

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:/data/keyturn.sqlite
WORKDIR /keyturn
COPY --from=build /keyturn ./
# The one place that is written to, and only with SQLite.
RUN install -d -o node -g node -m 0700 /data
VOLUME /data
USER node
EXPOSE 3000
# Node is process 1 and hears SIGTERM itself: no shell and no npm stand before it.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
