import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import '../../src/embed/predawn-feed.ts';
import type { PredawnFeed } from '../../src/embed/predawn-feed.ts';
import { equal, ok } from '../store/expect.ts';
import { aFeed, emptyStore, fakeNetwork, parts, textOf, until } from './stage.ts';

describe('<predawn-feed>', () => {
  let restore = (): void => undefined;
  const network = (answer: Parameters<typeof fakeNetwork>[0]): ReturnType<typeof fakeNetwork> => {
    const faked = fakeNetwork(answer);
    restore = faked.restore;
    return faked;
  };
  const titles = (element: Element): string[] => parts(element, 'title').map(part => part.textContent ?? '');

  beforeEach(() => emptyStore('feed'));
  afterEach(() => restore());

  it('shows the headlines of a JSON Feed, newest first, and is accessible', async () => {
    network(() => aFeed(3));
    const element = await fixture<PredawnFeed>(html`<predawn-feed src="/feed.json" gateway=""></predawn-feed>`);
    await until(() => titles(element).length === 3, 'three headlines');
    equal(titles(element), ['Headline 0', 'Headline 1', 'Headline 2']);
    await until(() => textOf(element).includes('Fetched'), 'its age');
    await expect(element).to.be.accessible();
  });

  it('shows its content until there is something, and keeps the room of `limit` from the start', async () => {
    let go = (): void => undefined;
    const gate = new Promise<void>(resolve => (go = resolve));
    network(async () => (await gate, aFeed(8)));
    const element = await fixture<PredawnFeed>(
      html`<predawn-feed src="/slow.json" limit="4"><p>Our latest stories</p></predawn-feed>`,
    );
    await element.updateComplete;
    const before = element.getBoundingClientRect().height;
    ok(Boolean(element.shadowRoot?.querySelector('slot')), 'it is there');
    go();
    await until(() => titles(element).length === 4, 'four headlines');
    await until(() => textOf(element).includes('Fetched'), 'its age');
    ok(!element.shadowRoot?.querySelector('slot'), 'it is not there');
    equal(element.getBoundingClientRect().height, before);
  });

  it('shows what is kept when the network is gone, and says how old it is', async () => {
    network(() => aFeed(2));
    const first = await fixture<PredawnFeed>(html`<predawn-feed src="/kept.json"></predawn-feed>`);
    await until(() => titles(first).length === 2, 'headlines');
    await until(() => textOf(first).includes('Fetched'), 'kept');
    first.remove();
    restore();
    network(() => Promise.reject(new TypeError('no network')));
    const second = await fixture<PredawnFeed>(html`<predawn-feed src="/kept.json"></predawn-feed>`);
    await until(() => titles(second).length === 2, 'kept headlines');
    // Tests that run beside this one cut the network of the origin's workers, and the browser may say so.
    await until(() => /The network failed|No network/.test(textOf(second)), 'the reason');
    ok(textOf(second).includes('Fetched'), 'Fetched');
  });

  it('asks the gateway for a feed of another site, and nobody for what is its own', async () => {
    const { asked } = network(() => aFeed(1));
    const element = await fixture<PredawnFeed>(
      html`<predawn-feed
        src="https://news.example/feed.xml /own.json"
        gateway="https://gateway.example"
      ></predawn-feed>`,
    );
    await until(() => titles(element).length === 2, 'headlines of both');
    equal(
      asked.map(({ url }) => url).sort(),
      [
        'https://gateway.example/api/feed?url=https%3A%2F%2Fnews.example%2Ffeed.xml&limit=50',
        new URL('/own.json', location.origin).href,
      ].sort(),
    );
    equal(
      asked.every(({ init }) => init?.credentials === 'omit'),
      true,
    );
  });

  it('says clearly that a source without CORS needs a gateway', async () => {
    network(() => Promise.reject(new TypeError('Failed to fetch')));
    const element = await fixture<PredawnFeed>(
      html`<predawn-feed src="https://closed.example/feed.xml"></predawn-feed>`,
    );
    const event = (await oneEvent(element, 'predawn-feed-fail')) as unknown as { code: string };
    equal(event.code, 'needs-gateway');
    await element.updateComplete;
    ok(textOf(element).includes('does not allow other sites to read it'), 'does not allow other sites to read it');
    await expect(element).to.be.accessible();
  });

  it('reads RSS with the parser that it loads only then', async () => {
    network(
      () =>
        new Response(
          '<rss version="2.0"><channel><title>R</title><item><title>From RSS</title><link>https://r.example/1</link></item></channel></rss>',
          {
            headers: { 'content-type': 'application/rss+xml' },
          },
        ),
    );
    const element = await fixture<PredawnFeed>(html`<predawn-feed src="/blog.xml"></predawn-feed>`);
    await until(() => titles(element).includes('From RSS'), 'the headline');
  });

  it('takes text for text, and no address that could run', async () => {
    network(() =>
      aFeed(0, {
        items: [
          {
            id: '1',
            title: '<img src=x onerror=alert(1)>',
            url: 'javascript:alert(1)',
            content_html: '<script>alert(1)</script><b>Bold</b> &amp; plain',
          },
        ],
      }),
    );
    const element = await fixture<PredawnFeed>(html`<predawn-feed src="/bad.json" layout="digest"></predawn-feed>`);
    await until(() => titles(element).length === 1, 'the headline');
    equal(titles(element)[0], '<img src=x onerror=alert(1)>');
    ok(!element.shadowRoot?.querySelector('a, img, script'), 'it is not there');
    equal(parts(element, 'excerpt')[0]?.textContent, 'Bold & plain');
  });

  it('shows pictures only from where the page said', async () => {
    network(() =>
      aFeed(0, {
        items: [
          { id: '1', title: 'Own', image: '/own.jpg' },
          { id: '2', title: 'Foreign', image: 'https://tracker.example/pixel.gif' },
        ],
      }),
    );
    const element = await fixture<PredawnFeed>(html`<predawn-feed src="/pictures.json" layout="cards"></predawn-feed>`);
    await until(() => titles(element).length === 2, 'headlines');
    equal(
      parts(element, 'picture').map(picture => (picture as HTMLImageElement).src),
      [new URL('/own.jpg', location.origin).href],
    );
    await expect(element).to.be.accessible();
  });

  it('lets the host open a headline itself', async () => {
    network(() => aFeed(1));
    const element = await fixture<PredawnFeed>(html`<predawn-feed src="/open.json"></predawn-feed>`);
    const link = await until(() => element.shadowRoot?.querySelector('a'), 'the link');
    let opened = '';
    element.addEventListener('predawn-article-open', event => {
      opened = event.item.url ?? '';
      event.preventDefault();
    });
    const click = new MouseEvent('click', { bubbles: true, cancelable: true });
    link.dispatchEvent(click);
    equal(opened, 'https://example.org/0');
    equal(click.defaultPrevented, true);
  });
});
