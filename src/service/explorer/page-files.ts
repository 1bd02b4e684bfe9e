import { readFile } from 'node:fs/promises';
import { type Asset, asset } from '../http/asset.js';

/** Swagger UI's files are laid beside ours when `dist/` is built. */
const DIRECTORY = new URL('./page/', import.meta.url);

const TYPES = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  png: 'image/png',
} as const;

/** What the page consists of. */
export const PAGE_FILES = [
  'index.html',
  'explorer.css',
  'explorer.js',
  'favicon-32x32.png',
  'session-record.js',
  'sessions.plugin.js',
  'path-prefix.js',
  'swagger-ui.css',
  'swagger-ui-bundle.js',
] as const;

/** The files of the page. They are read when they are asked for, and kept. */
export class PageFiles {
  private readonly kept = new Map<string, Asset>();

  /** @param name one of {@link PAGE_FILES} */
  async read(name: string): Promise<Asset> {
    const file = this.kept.get(name) ?? (await load(name));
    this.kept.set(name, file);
    return file;
  }
}

async function load(name: string): Promise<Asset> {
  const extension = name.split('.').at(-1) as keyof typeof TYPES;
  return asset(TYPES[extension], await readFile(new URL(name, DIRECTORY)));
}
