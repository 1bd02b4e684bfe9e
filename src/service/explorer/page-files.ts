import { readFile } from 'node:fs/promises';
import { type Asset, asset } from '../http/asset.js';

/** Swagger UI's files are laid beside ours when `dist/` is built. */
const DIRECTORY = new URL('./page/', import.meta.url);

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['index.html', 'text/html; charset=utf-8'],
  ['explorer.css', 'text/css; charset=utf-8'],
  ['explorer.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
]);

/** The files of the page, by name. They are read when they are asked for, and kept. */
export class PageFiles {
  private readonly kept = new Map<string, Promise<Asset>>();

  /** @returns undefined when there is no such file */
  read(name: string): Promise<Asset> | undefined {
    const contentType = CONTENT_TYPES.get(name);
    if (contentType === undefined) return undefined;
    const file = this.kept.get(name) ?? load(name, contentType);
    this.kept.set(name, file);
    return file;
  }
}

const load = async (name: string, contentType: string): Promise<Asset> =>
  asset(contentType, await readFile(new URL(name, DIRECTORY)));
