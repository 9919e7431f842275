// First run: what you read, when you read, install. Each step can be skipped.

import { html, nothing, render, type TemplateResult } from 'lit';
import type { App, RouteMatch, View } from '../app.ts';
import type { CatalogueFeed, CatalogueTopic } from '../catalogue.ts';
import { importOpml } from '../import-opml.ts';
import { canInstall, install, isInstalled } from '../install.ts';
import { subscribeAll } from '../subscribe.ts';
import { tryNewsroom } from '../try-newsroom.ts';
import { setWelcomed } from '../welcomed.ts';

type Step = 'what' | 'catalogue' | 'when' | 'install';

const STEPS: readonly Step[] = ['what', 'when', 'install'];
/** Offered as a start, minutes after midnight. */
const TIMES = [6 * 60 + 30, 7 * 60, 7 * 60 + 30, 8 * 60, 12 * 60 + 30, 18 * 60 + 30, 21 * 60 + 30] as const;

export function createView(app: App, match: RouteMatch): View {
  const element = document.createElement('div');
  element.className = 'sheet welcome';
  let step: Step = 'what';
  let catalogueFeeds: readonly CatalogueFeed[] = [];
  let sayTopic: (topic: CatalogueTopic, language: string) => string = topic => topic;
  /** Come to from "Add feed": the catalogue alone, and back to where the person was. */
  const isDirect = match.query.get('step') === 'catalogue';
  let isBusy = false;
  let message = '';
  const chosen = new Set<string>();
  const times = new Set<number>(app.state.settings.readingTimes);
  let delivery: 'granted' | 'denied' | 'unsupported' | 'no-worker' = 'unsupported';

  const show = (): void => {
    render(page(), element);
  };

  const page = (): TemplateResult => {
    const words = app.state.strings.welcome;
    const at = STEPS.indexOf(step === 'catalogue' ? 'what' : step);
    return html`
      ${isDirect ? nothing : html`<div class="welcome-sky" aria-hidden="true"></div>`}
      <div class="welcome-words">
        ${
          isDirect
            ? nothing
            : html`<div class="welcome-top">
                <p class="kicker">${words.step(at + 1, STEPS.length)}</p>
                <button type="button" class="skip" @click=${skip}>${app.state.strings.actions.skip}</button>
              </div>`
        }
        ${step === 'what' ? (isDirect ? nothing : what()) : step === 'catalogue' ? catalogue() : step === 'when' ? when() : installing()}
        ${message === '' ? nothing : html`<p class="hint" role="alert" data-bad>${message}</p>`}
      </div>
    `;
  };

  const what = (): TemplateResult => {
    const words = app.state.strings.welcome;
    const way = (title: string, hint: string, run: () => void, main = false): TemplateResult => html`
      <li>
        <button type="button" class="way ${main ? 'main' : ''}" ?disabled=${isBusy} @click=${run}>
          <b>${title}</b><span>${hint}</span>
        </button>
      </li>
    `;
    return html`
      <h1>${words.title}</h1>
      <p class="lede">${words.lede}</p>
      <ul class="ways">
        ${way(words.sample, words.sampleHint, () => void sample(), true)}
        ${way(words.catalogue, words.catalogueHint, () => void openCatalogue())}
        ${way(words.address, words.addressHint, () => {
          setWelcomed();
          app.frame.openAdd();
        })}
        ${way(words.opml, words.opmlHint, () => element.querySelector<HTMLInputElement>('input[type=file]')?.click())}
      </ul>
      <input
        type="file"
        class="said"
        tabindex="-1"
        aria-label=${words.chooseFile}
        accept=".opml,.xml,text/xml,application/xml,text/x-opml"
        @change=${(event: Event) => void onFile(event)}
      />
      <div class="welcome-acts">
        ${app.state.feeds.length > 0 ? html`<button type="button" class="button" @click=${() => go('when')}>${words.continue}</button>` : nothing}
      </div>
      <p class="hint">${words.private}</p>
    `;
  };

  const catalogue = (): TemplateResult => {
    const words = app.state.strings.welcome;
    return html`
      <h1>${words.catalogue}</h1>
      <p class="lede">${words.catalogueHint}</p>
      ${[...new Set(catalogueFeeds.map(feed => feed.topic))].map(
        topic =>
          html`<fieldset class="topic">
            <legend>${sayTopic(topic, app.state.strings.language)}</legend>
            ${catalogueFeeds
              .filter(feed => feed.topic === topic)
              .map(
                feed =>
                  html`<label
                    ><input
                      type="checkbox"
                      .checked=${chosen.has(feed.url)}
                      @change=${(event: Event) => choose(feed.url, (event.target as HTMLInputElement).checked)}
                    />
                    <span lang=${feed.language}><b>${feed.title}</b><small>${feed.description}</small></span></label
                  >`,
              )}
          </fieldset>`,
      )}
      <div class="welcome-acts sticky">
        <button type="button" class="button plain" @click=${() => (isDirect ? app.router.back('/') : go('what'))}>
          ${app.state.strings.actions.back}
        </button>
        <button type="button" class="button" ?disabled=${isBusy} @click=${() => void subscribeChosen()}>
          ${words.chosen(chosen.size)}
        </button>
      </div>
    `;
  };

  const when = (): TemplateResult => {
    const words = app.state.strings.welcome;
    const say = new Intl.DateTimeFormat(app.state.settings.language, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: 'UTC',
    });
    return html`
      <h1>${words.when}</h1>
      <p class="lede">${words.whenHint}</p>
      <div class="times" role="group" aria-label=${words.when}>
        ${TIMES.map(
          time =>
            html`<button
              type="button"
              class="chip"
              aria-pressed=${String(times.has(time))}
              @click=${() => {
                if (!times.delete(time)) times.add(time);
                show();
              }}
            >
              ${say.format(time * 60_000)}
            </button>`,
        )}
      </div>
      <div class="welcome-acts">
        <button type="button" class="button" @click=${() => void keepTimes()}>
          ${times.size === 0 ? words.none : words.continue}
        </button>
      </div>
    `;
  };

  const installing = (): TemplateResult => {
    const words = app.state.strings.welcome;
    const sentence =
      isInstalled() || delivery === 'granted'
        ? words.installed
        : delivery === 'unsupported' || delivery === 'no-worker'
          ? words.installCannot
          : canInstall()
            ? words.installCan
            : words.installNotNow;
    return html`
      <h1>${words.install}</h1>
      <p class="lede">${sentence}</p>
      <div class="welcome-acts">
        ${canInstall() && !isInstalled() ? html`<button type="button" class="button" @click=${() => void install().then(done)}>${words.installButton}</button>` : nothing}
        <button type="button" class="button ${canInstall() && !isInstalled() ? 'plain' : ''}" @click=${done}>
          ${words.done}
        </button>
      </div>
    `;
  };

  const go = (to: Step): void => {
    step = to;
    message = '';
    show();
    window.scrollTo(0, 0);
    const heading = element.querySelector<HTMLElement>('h1');
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
  };

  const choose = (url: string, isOn: boolean): void => {
    if (isOn) chosen.add(url);
    else chosen.delete(url);
    show();
  };

  const skip = (): void => {
    setWelcomed();
    app.router.go('/');
  };
  const done = skip;

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    message = '';
    show();
    try {
      await work();
    } catch (error) {
      app.frame.failed(error);
    } finally {
      isBusy = false;
      show();
    }
  };

  const sample = (): Promise<void> =>
    guarded(async () => {
      await tryNewsroom(app);
      go('when');
    });

  const openCatalogue = (): Promise<void> =>
    guarded(async () => {
      ({ CATALOGUE: catalogueFeeds, sayTopic } = await import('../catalogue.ts'));
      go('catalogue');
    });

  const subscribeChosen = (): Promise<void> =>
    guarded(async () => {
      const { welcome } = app.state.strings;
      if (chosen.size === 0) {
        message = welcome.chooseSome;
        return;
      }
      const { added } = await subscribeAll(
        app,
        catalogueFeeds.filter(feed => chosen.has(feed.url)).map(({ url, title }) => ({ url, title, isFeed: true })),
      );
      setWelcomed();
      if (isDirect) {
        app.frame.notice(welcome.imported(added));
        app.router.go('/');
        return;
      }
      app.frame.say(welcome.imported(added));
      go('when');
    });

  const onFile = (event: Event): Promise<void> =>
    guarded(async () => {
      const input = event.target as HTMLInputElement;
      const [file] = input.files ?? [];
      if (!file) return;
      const outcome = await importOpml(app, file);
      input.value = '';
      if (outcome.kind === 'refused') {
        message = outcome.message;
        return;
      }
      setWelcomed();
      app.frame.notice(outcome.message);
      go('when');
    });

  const keepTimes = async (): Promise<void> => {
    if (times.size > 0) await app.frame.saveSettings({ readingTimes: [...times].sort((a, b) => a - b) });
    go('install');
  };

  void app.link.periodic().then(state => {
    delivery = state;
    if (step === 'install') show();
  });
  if (isDirect) void openCatalogue();
  show();
  return { element, title: app.state.strings.nav.today, refresh: show, changed: show };
}
