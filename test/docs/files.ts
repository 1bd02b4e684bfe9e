import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files that are installed, made by a tool, or not text. */
const NOT_WRITTEN =
  /^(?:\.git|dist|build|coverage|data|package-lock\.json|openapi\.json)$|(?:^|\/)(?:node_modules|reports|\.stryker-tmp|package-lock\.json)$|\.png$/;

function writtenIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (NOT_WRITTEN.test(path)) return [];
    return entry.isDirectory() ? writtenIn(path) : entry.isFile() ? [path] : [];
  });
}

/** Every text file of the repository that people write. */
export const FILES: readonly string[] = writtenIn('.');

/** Every Markdown document, also of folders such as `.github`. */
export const DOCUMENTS: readonly string[] = FILES.filter((path) => path.endsWith('.md'));
