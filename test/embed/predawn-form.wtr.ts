import { expect, fixture, html } from '@open-wc/testing';
import type { OutboxEntry } from '../../src/core/outbox.ts';
import '../../src/embed/predawn-form.ts';
import '../../src/embed/predawn-outbox.ts';
import type { PredawnForm } from '../../src/embed/predawn-form.ts';
import type { PredawnOutbox } from '../../src/embed/predawn-outbox.ts';
import { readOutbox } from '../../src/sync/embed/outbox.ts';
import { openEmbedStore } from '../../src/sync/embed/store.ts';
import { equal, ok } from '../store/expect.ts';
import { bodyText, emptyStore, fakeNetwork, textOf, until } from './stage.ts';

describe('<predawn-form> and <predawn-outbox>', () => {
  let restore = (): void => undefined;
  const network = (answer: Parameters<typeof fakeNetwork>[0]): ReturnType<typeof fakeNetwork> => {
    const faked = fakeNetwork(answer);
    restore = faked.restore;
    return faked;
  };
  const dead = (): Promise<Response> => Promise.reject(new TypeError('no network'));
  const waiting = async (): Promise<OutboxEntry[]> => {
    const store = await openEmbedStore();
    const entries = await readOutbox(store);
    store.close();
    return entries;
  };
  const aForm = (): Promise<PredawnForm> =>
    fixture<PredawnForm>(html`
      <predawn-form>
        <form method="post" action="/guest-book" aria-label="Guest book">
          <label>Message <input name="message" value="hello" /></label>
          <button>Send</button>
        </form>
      </predawn-form>
    `);
  /** Submits as a person does; whether the browser's own submission was prevented. */
  const submit = (element: Element): boolean => {
    const form = element.querySelector('form');
    let prevented = false;
    const look = (event: Event): void => {
      prevented = event.defaultPrevented;
      event.preventDefault();
    };
    window.addEventListener('submit', look, { once: true });
    form?.requestSubmit(form.querySelector('button'));
    window.removeEventListener('submit', look);
    return prevented;
  };

  beforeEach(() => emptyStore('outbox', 'blob'));
  afterEach(() => restore());

  it('sends at once, with a key, and says so', async () => {
    const { asked } = network(() => new Response(null, { status: 201 }));
    const element = await aForm();
    equal(submit(element), true);
    await until(() => element.state === 'sent', 'sent');
    equal(asked.length, 1);
    const [{ url, init, body } = { url: '', init: undefined, body: undefined }] = asked;
    equal(url, new URL('/guest-book', location.origin).href);
    ok(/^[\da-f-]{36}$/.test(new Headers(init?.headers).get('idempotency-key') ?? ''), 'its form');
    equal(bodyText(body), 'message=hello');
    equal(await waiting(), []);
    await element.updateComplete;
    ok(textOf(element).includes('Sent.'), 'Sent.');
    await expect(element).to.be.accessible();
  });

  it('keeps what cannot be sent, and sends it when the network is back, once, with the same key', async () => {
    const first = network(dead);
    const element = await aForm();
    submit(element);
    await until(async () => (await waiting())[0]?.state === 'waiting' && (await waiting())[0]?.tries === 1, 'one try');
    equal(element.state, 'pending');
    const [entry] = await waiting();
    equal(first.asked.length, 1);
    restore();
    const second = network(() => new Response(null, { status: 201 }));
    window.dispatchEvent(new Event('online'));
    await until(() => element.state === 'sent', 'sent');
    equal(second.asked.length, 1);
    equal(new Headers(second.asked[0]?.init?.headers).get('idempotency-key'), entry?.id);
  });

  it('keeps the order: what came first goes first', async () => {
    network(dead);
    const element = await aForm();
    for (const text of ['one', 'two', 'three']) {
      const input = element.querySelector('input');
      if (input) input.value = text;
      submit(element);
      await until(async () => (await waiting()).some(({ action }) => JSON.stringify(action).includes(text)), text);
    }
    restore();
    const { asked } = network(() => new Response(null, { status: 201 }));
    window.dispatchEvent(new Event('online'));
    await until(async () => (await waiting()).length === 0, 'all sent');
    equal(
      asked.map(({ body }) => bodyText(body)),
      ['message=one', 'message=two', 'message=three'],
    );
  });

  it('tells a refusal with the reason of the server, and keeps it to be looked at', async () => {
    network(() =>
      Response.json(
        { title: 'Say more than that.' },
        { status: 422, headers: { 'content-type': 'application/problem+json' } },
      ),
    );
    const element = await aForm();
    const outbox = await fixture<PredawnOutbox>(html`<predawn-outbox>Nothing waits.</predawn-outbox>`);
    submit(element);
    await until(() => element.state === 'refused', 'refused');
    await element.updateComplete;
    ok(textOf(element).includes('Say more than that.'), 'Say more than that.');
    await until(() => textOf(outbox).includes('Refused'), 'the entry');
    await expect(outbox).to.be.accessible();
    outbox.shadowRoot?.querySelector<HTMLButtonElement>('button[aria-label^="Discard"]')?.click();
    await until(async () => (await waiting()).length === 0, 'discarded');
    await until(() => outbox.shadowRoot?.querySelector('slot'), 'its content');
  });

  it('sends a file as it is', async () => {
    const { asked } = network(() => new Response(null, { status: 201 }));
    const element = await fixture<PredawnForm>(html`
      <predawn-form>
        <form method="post" action="/photo-wall" enctype="multipart/form-data">
          <label>Photo <input name="photo" type="file" /></label><button>Send</button>
        </form>
      </predawn-form>
    `);
    const input = element.querySelector('input');
    const files = new DataTransfer();
    files.items.add(new File(['pixels'], 'photo.jpg', { type: 'image/jpeg' }));
    if (input) input.files = files.files;
    submit(element);
    await until(() => element.state === 'sent', 'sent');
    const photo = (asked[0]?.body as FormData).get('photo') as File;
    equal([photo.name, photo.type, await photo.text()], ['photo.jpg', 'image/jpeg', 'pixels']);
  });

  it('refuses more than 25 MB before it is shown as done', async () => {
    const { asked } = network(() => new Response(null, { status: 201 }));
    const element = await fixture<PredawnForm>(html`
      <predawn-form>
        <form method="post" action="/photo-wall" enctype="multipart/form-data">
          <label>Photo <input name="photo" type="file" /></label><button>Send</button>
        </form>
      </predawn-form>
    `);
    const input = element.querySelector('input');
    const files = new DataTransfer();
    files.items.add(new File([new Uint8Array(26 * 1024 * 1024)], 'big.jpg'));
    if (input) input.files = files.files;
    submit(element);
    await until(() => element.state === 'refused', 'refused');
    equal(asked, []);
    equal(await waiting(), []);
  });

  it('leaves alone what it must not keep: other methods, secrets, addresses that nobody named', async () => {
    network(() => new Response(null, { status: 201 }));
    const forms = [
      html`<form action="/search"><button>Go</button></form>`,
      html`<form method="post" action="/login">
        <input name="p" type="password" value="secret" aria-label="p" /><button>Go</button>
      </form>`,
      html`<form method="post" action="/pay">
        <input name="n" autocomplete="billing cc-number" value="4" aria-label="n" /><button>Go</button>
      </form>`,
      html`<form method="post" action="https://elsewhere.example/"><button>Go</button></form>`,
    ];
    for (const form of forms) {
      const element = await fixture<PredawnForm>(html`<predawn-form>${form}</predawn-form>`);
      equal(submit(element), false);
    }
    equal(await waiting(), []);
  });

  it('goes to another origin that the page names, without credentials', async () => {
    const { asked } = network(() => new Response(null, { status: 201 }));
    const element = await fixture<PredawnForm>(html`
      <predawn-form to="https://elsewhere.example" key="field:token">
        <form method="post" action="https://elsewhere.example/in">
          <input name="a" value="1" aria-label="a" /><button>Go</button>
        </form>
      </predawn-form>
    `);
    submit(element);
    await until(() => element.state === 'sent', 'sent');
    equal(asked[0]?.init?.credentials, 'omit');
    equal(new Headers(asked[0]?.init?.headers).has('idempotency-key'), false);
    ok(/^a=1&token=[\da-f-]{36}$/.test(bodyText(asked[0]?.body)), 'its form');
  });

  it('holds what somebody else wrote, and forgets it when asked', async () => {
    network(dead);
    const element = await fixture<PredawnForm>(html`
      <predawn-form subject="ada">
        <form method="post" action="/in"><input name="a" value="1" aria-label="a" /><button>Go</button></form>
      </predawn-form>
    `);
    submit(element);
    await until(async () => (await waiting())[0]?.tries === 1 && (await waiting())[0]?.state === 'waiting', 'kept');
    restore();
    const { asked } = network(() => new Response(null, { status: 201 }));
    element.subject = 'bob';
    await until(async () => (await waiting())[0]?.state === 'held', 'held');
    equal(asked, []);
    element.subject = 'ada';
    equal(await element.forget(), 1);
    equal(await waiting(), []);
    element.subject = null;
  });

  it('leaves no listener behind when the last of them goes', async () => {
    const { asked } = network(dead);
    const element = await aForm();
    submit(element);
    await until(async () => (await waiting())[0]?.tries === 1 && (await waiting())[0]?.state === 'waiting', 'kept');
    for (const left of document.querySelectorAll('predawn-form, predawn-outbox')) left.remove();
    const before = asked.length;
    window.dispatchEvent(new Event('online'));
    await new Promise(resolve => setTimeout(resolve, 50));
    equal(asked.length, before);
  });
});
