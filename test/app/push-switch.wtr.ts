// "Wake this device by push": what the switch says and does, with a push service and a gateway of the test's own.

import { assert, waitUntil } from '@open-wc/testing';
import { render } from 'lit';
import { createPushSwitch } from '../../src/app/views/settings-push.ts';
import { enTools } from '../../src/core/strings/en-tools.ts';
import { keys } from '../../src/store/keys.ts';
import type { PushDeps, PushState, PushSubscriber } from '../../src/sync/push.ts';
import { openReader, type ReaderPage } from '../support/reader-page.ts';

const words = enTools.settings;
let page: ReaderPage;
let host: HTMLElement;

const box = () => host.querySelector<HTMLInputElement>('.push-switch');
const standing = () => host.querySelector('.push-standing')?.textContent ?? '';
const stored = () => page.library.backend.get<PushState>(keys.meta('push'));

/** A browser that answers so, and a gateway that takes every wish and keeps what it was sent. */
function world(permission: NotificationPermission, isSubscribing = true) {
  const sent: string[] = [];
  let asked = 0;
  let ended = 0;
  const subscription = {
    toJSON: () => ({ endpoint: 'https://push.example/1', keys: {} }),
    unsubscribe: async () => Boolean(++ended),
  };
  const subscriber: PushSubscriber = {
    pushManager: {
      subscribe: () => (isSubscribing ? Promise.resolve(subscription) : Promise.reject(new Error('no service'))),
      getSubscription: async () => subscription,
    } as unknown as PushManager,
    askPermission: async () => (asked++, permission),
  };
  const deps: PushDeps = {
    library: page.library,
    fetch: async (url, init) => {
      const path = new URL(url).pathname;
      sent.push(`${init?.method ?? 'GET'} ${path} ${typeof init?.body === 'string' ? init.body : ''}`);
      if (path.endsWith('/key')) return Response.json({ key: 'AAAA' });
      return init?.method === 'POST'
        ? Response.json({ id: 'x'.repeat(43) }, { status: 201 })
        : new Response(null, { status: 204 });
    },
    gateway: location.origin,
    now: Date.now,
    offsetAt: () => 0,
    device: 'desktop',
    mustBeVisible: false,
  };
  return { sent, deps, subscriber, asked: () => asked, ended: () => ended };
}

async function mount(made: Partial<ReturnType<typeof world>>): Promise<void> {
  const { deps, subscriber } = made;
  const show = () => render(it.view(words), host);
  const it = createPushSwitch({
    app: page.reader.app,
    show,
    subscriber: async () => subscriber,
    ...(deps ? { deps } : {}),
  });
  await it.read();
  show();
}

describe('the push switch', () => {
  beforeEach(async () => {
    page = await openReader('/settings');
    host = document.createElement('div');
    document.body.append(host);
  });
  afterEach(() => {
    host.remove();
    page.close();
  });

  it('asks nothing before it is pressed, then subscribes and says when it wakes', async () => {
    const made = world('granted');
    await mount(made);
    assert.include(host.textContent, words.pushHint);
    await assert.isAccessible(host);
    assert.deepEqual([made.asked(), made.sent.length, box()?.checked], [0, 0, false]);

    box()?.click();
    await waitUntil(() => standing() !== '' && standing() !== words.pushAsking, 'it stands');

    assert.equal(box()?.checked, true);
    assert.equal(made.asked(), 1);
    assert.equal((await stored())?.id, 'x'.repeat(43));
    const wish = JSON.parse(made.sent[1]?.replace(/^POST \/api\/push /, '') ?? '{}') as object;
    assert.deepEqual(Object.keys(wish).sort(), ['feeds', 'jobs', 'subscription', 'visible']);
    assert.match(standing(), /Next wake by push|No time is asked for yet/);

    box()?.click();
    await waitUntil(() => box()?.disabled === false && box()?.checked === false, 'it is off');
    assert.equal(await stored(), undefined);
    assert.equal(made.ended(), 1);
    assert.match(made.sent.at(-1) ?? '', /^DELETE \/api\/push\/x{43}/);
  });

  it('is off again where notifications are refused, and says why', async () => {
    const made = world('denied');
    await mount(made);
    box()?.click();
    await waitUntil(() => standing().startsWith('Notifications are not allowed here'), 'the reason');
    assert.deepEqual([box()?.checked, box()?.disabled, made.sent], [false, false, []]);
  });

  it('says so where no push service answers', async () => {
    const made = world('granted', false);
    await mount(made);
    box()?.click();
    await waitUntil(() => standing().startsWith('This browser has no push service'), 'the reason');
    assert.equal(await stored(), undefined);
    await assert.isAccessible(host);
  });

  it('is no switch where no worker can be woken', async () => {
    await mount({});
    assert.equal(box(), null);
    assert.equal(host.textContent.trim(), words.pushUnsupported);
  });
});
