import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { FakeClock } from '../../../test/support/fake-clock.js';
import { makeKeyFile } from '../../service/keys/make-key-file.js';
import { resolveAuthSettings } from '../config/auth.settings.js';
import { KeyReloader } from './key-reloader.js';
import { KeyRing } from './key-ring.js';

const START = Date.UTC(2026, 10, 1);
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'keyturn-keys-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe(KeyReloader.name, () => {
  const clock = new FakeClock(Date.now());

  function reloaderOf(algorithm: 'ES256' | 'HS256') {
    const issuer = { issuer: 'https://auth.example', audience: 'api' };
    const secret = algorithm === 'HS256' ? { secret: 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ce' } : issuer;
    const settings = resolveAuthSettings({ algorithm, keysDirectory: folder, loginThrottle: 'off', ...secret }); // prettier-ignore
    const ring = new KeyRing(settings, clock);
    return { ring, reloader: new KeyReloader(ring, settings, clock) };
  }
  const kidsOf = (ring: KeyRing) => ring.states.map(({ key }) => key.kid);

  it('uses a key that was added, and drops one that was deleted', () => {
    const first = makeKeyFile(folder, 'ES256', START);
    const { ring, reloader } = reloaderOf('HS256');
    const second = makeKeyFile(folder, 'ES256', START + 1_000);
    reloader.reload(folder);
    expect(kidsOf(ring)).toEqual([first.kid, second.kid]);
    rmSync(join(folder, first.file));
    reloader.reload(folder);
    expect(kidsOf(ring)).toEqual([second.kid]);
  });

  it('keeps its keys and reports a change with a problem once', () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const { kid, file } = makeKeyFile(folder, 'ES256', START);
    const { ring, reloader } = reloaderOf('ES256');
    reloader.reload(folder);
    rmSync(join(folder, file));
    reloader.reload(folder);
    reloader.reload(folder);
    expect(kidsOf(ring)).toEqual([kid]);
    expect(error.mock.calls).toEqual([[expect.stringMatching(/No key of ES256 signs now\./)]]);
    error.mockRestore();
  });
});
