import { aTimeout, assert, oneEvent } from '@open-wc/testing';
import { frontContext, printInto } from '../../src/core/print.ts';
import { type PredawnToday } from '../../src/elements/predawn-today.ts';
import '../../src/elements/predawn-today.ts';
import { frontPage } from '../support/front.ts';
import { withSheet } from '../support/sheet.ts';

const SHELL = '<html lang="en"><main><!--front--><!--/front--></main></html>';

/** The printed page as a browser reads it. */
function printed(): Element {
  const today = new DOMParser().parseFromString(printInto(SHELL, frontPage()), 'text/html').querySelector('main > *');
  if (!today) throw new Error('nothing was printed');
  return today;
}

/** The printed page in this document, made an element by the registry. */
function takenOver(): PredawnToday {
  document.body.append(document.importNode(printed(), true));
  const element = document.querySelector('predawn-today');
  if (!element) throw new Error('not in the page');
  return element;
}

function modelOf(): NonNullable<PredawnToday['model']> {
  const front = frontPage();
  return { state: { kind: 'paper', front }, context: frontContext(front) };
}

async function rendered(model = modelOf()): Promise<PredawnToday> {
  const element = document.createElement('predawn-today');
  element.model = model;
  document.body.append(element);
  await element.updateComplete;
  return element;
}

describe('<predawn-today>', () => {
  withSheet();
  afterEach(() => {
    document.querySelectorAll('predawn-today').forEach(element => {
      element.remove();
    });
  });

  it('gives the very DOM that was printed', async () => {
    const element = await rendered();
    const paper = printed();
    assert.equal(element.innerHTML, paper.innerHTML);
    assert.equal(
      [...element.childNodes].every((node, at) => node.isEqualNode(paper.childNodes[at] ?? null)),
      true,
    );
  });

  it('takes a printed page over without touching a node', async () => {
    const element = takenOver();
    let records = 0;
    const observer = new MutationObserver(list => (records += list.length));
    observer.observe(element, { childList: true, subtree: true, attributes: true, characterData: true });
    element.model = modelOf();
    await element.updateComplete;
    await aTimeout(0);
    assert.equal(records, 0);
  });

  it('leaves a printed page standing until it is told what to show', async () => {
    const element = takenOver();
    await element.updateComplete;
    assert.equal(element.querySelectorAll('article').length, printed().querySelectorAll('article').length);
  });

  it('says that a refresh and a new feed are wanted', async () => {
    const element = await rendered();
    const refresh = oneEvent(element, 'predawn-refresh');
    element.querySelector<HTMLElement>('[aria-label="Refresh"]')?.click();
    await refresh;
    const add = oneEvent(element, 'predawn-add');
    element.querySelector<HTMLElement>('[aria-label="Add feed"]')?.click();
    await add;
  });

  it('keeps a link that has the focus when a story comes before it', async () => {
    const element = await rendered();
    const link = element.querySelector<HTMLElement>('[data-key="f"] a');
    link?.focus();
    const front = frontPage();
    const [section] = front.sections;
    if (!section) throw new Error('no section');
    element.model = {
      ...modelOf(),
      state: { kind: 'paper', front: { ...front, sections: [...front.sections].reverse() } },
    };
    await element.updateComplete;
    assert.equal(document.activeElement?.getAttribute('href'), '/article/f');
  });

  for (const kind of ['loading', 'no-feeds', 'quiet'] as const)
    it(`shows that it is ${kind}`, async () => {
      const element = await rendered({ ...modelOf(), state: { kind } });
      await assert.isAccessible(element);
      assert.equal(element.querySelector('h1')?.textContent, 'Today');
    });

  it('shows how far a delivery has come, and that there is no network', async () => {
    const model = modelOf();
    const element = await rendered({
      ...model,
      context: { ...model.context, live: { online: false, delivering: { done: 7, total: 18 } } },
    });
    assert.match(element.querySelector('.status')?.textContent ?? '', /Delivering: 7 of 18 feeds.*You are offline/);
    await assert.isAccessible(element);
  });

  for (const scheme of ['light', 'dark'])
    it(`is accessible in ${scheme}`, async () => {
      document.documentElement.dataset['theme'] = scheme;
      await assert.isAccessible(await rendered());
      delete document.documentElement.dataset['theme'];
    });
});
