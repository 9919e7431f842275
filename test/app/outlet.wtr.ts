// A screen whose code does not come: tried again, and then said, in the place where it would stand.

import { assert, waitUntil } from '@open-wc/testing';
import { en } from '../../src/core/strings/en.ts';
import type { ViewModule } from '../../src/app/app.ts';
import { createOutlet, type Outlet } from '../../src/app/outlet.ts';
import type { Route } from '../../src/app/router.ts';
import { openReader, type ReaderPage } from '../support/reader-page.ts';

const NOT_FOUND: Route = { path: '*', load: () => Promise.reject(new Error('not asked for')) };

describe('an outlet', () => {
  let page: ReaderPage;
  let main: HTMLElement;
  let loads = 0;

  beforeEach(async () => {
    page = await openReader('/');
    main = document.querySelector('main')!;
    loads = 0;
  });
  afterEach(() => page.close());

  /** The first `failures` loads fail as they do on a connection that has died. */
  function outlet(failures: number): Outlet {
    const load = async (): Promise<ViewModule> => {
      if (++loads <= failures) throw new TypeError('Importing a module script failed.');
      return { createView: async () => ({ element: document.createElement('mark'), title: 'Here' }) };
    };
    return createOutlet(main, page.reader.app, [{ path: '/here', load }], NOT_FOUND);
  }

  it('loads a screen again where its connection had died', async () => {
    await outlet(1).show('/here', 'replace');
    assert.isNotNull(main.querySelector('mark'));
    assert.equal(loads, 2);
  });

  it('says that a screen could not be loaded, and leads on', async () => {
    // The error is reported as well: it is a bug where there is a network.
    const reported: unknown[] = [];
    const real = Object.getOwnPropertyDescriptor(window, 'reportError')!;
    Object.defineProperty(window, 'reportError', { ...real, value: (error: unknown) => void reported.push(error) });
    try {
      await outlet(99).show('/here', 'replace');
    } finally {
      Object.defineProperty(window, 'reportError', real);
    }
    await waitUntil(() => main.textContent.includes(en.errors.viewFailed), 'it is said');
    assert.include(main.textContent, en.actions.tryAgain);
    assert.equal(reported.length, 1);
    await assert.isAccessible(main);
  });
});
