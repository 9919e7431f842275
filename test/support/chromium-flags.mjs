// How every test starts Chromium: no sandbox (it runs as root in containers), no first-run pages, no talk with its maker.

import { existsSync } from 'node:fs';

export const chromiumFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function chromiumPath() {
  const path = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(candidate =>
    existsSync(candidate),
  );
  if (!path) throw new Error('No Chromium found; on Debian: apt-get install chromium');
  return path;
}
