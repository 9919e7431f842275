// The app's own sheet, for tests that look at colours and sizes.

import { executeServerCommand } from '@web/test-runner-commands';

/** Before the tests of a suite; loaded once a page. */
export function withSheet(): void {
  before(async () => {
    // Two files run at once, one behind the other: a page that believes itself unseen draws no frame.
    await executeServerCommand('cdp', { method: 'Emulation.setFocusEmulationEnabled', params: { enabled: true } });
    if (document.querySelector('link[data-sheet]')) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '/src/app/styles/app.css';
    link.dataset['sheet'] = '';
    await new Promise((resolve, reject) => {
      link.addEventListener('load', resolve);
      link.addEventListener('error', reject);
      document.head.append(link);
    });
  });
}
