import { readFile } from 'node:fs/promises';
import { type Asset, asset } from '../http/asset.js';

/** The build copies the files of Swagger UI to this folder. */
const DIRECTORY = new URL('./page/', import.meta.url);

const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
} as const;

/** All files of the page. */
export const PAGE_FILES = [
  'index.html',
  'cookie-transport.js',
  'explorer.css',
  'explorer.js',
  'favicon-32x32.png',
  'token-keys.js',
  'session-record.js',
  'sessions.plugin.js',
  'path-prefix.js',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
] as const;

/** Reads the files of the page on demand, and caches them. */
export class PageFiles {
  private readonly cache = new Map<string, Asset>();

  /** @param name one of {@link PAGE_FILES} */
  async read(name: string): Promise<Asset> {
    const file = this.cache.get(name) ?? (await load(name));
    this.cache.set(name, file);
    return file;
  }
}

async function load(name: string): Promise<Asset> {
  const extension = name.split('.').at(-1) as keyof typeof TYPES;
  return asset(TYPES[extension], await readFile(new URL(name, DIRECTORY)));
}
