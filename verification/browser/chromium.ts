import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Default paths of Chromium. The variable `CHROMIUM` overrides them. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts a real browser without a window. @throws when no Chromium is installed */
export async function openChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? PATHS.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      'There is no Chromium. Install it (apt-get install chromium), or set CHROMIUM.',
    );
  }
  // Chromium's sandbox does not start as root. The tests open only pages of this service.
  return chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
