// Today: the paper, in light DOM, so that the page printed before dawn and this element are one.

import { ReactiveElement } from 'lit';
import { type TodayContext, type TodayState, todayView } from '../core/front-view.ts';
import { patchChildren } from './patch.ts';

/** What Today needs to show itself. */
export interface TodayModel {
  readonly state: TodayState;
  readonly context: TodayContext;
}

/**
 * The edition: masthead, lead stories, sections, end of paper. Takes over what was printed inside it without touching what is right.
 *
 * @tag predawn-today
 * @fires predawn-refresh - The person asked for a refresh.
 * @fires predawn-add - The person wants to add a feed.
 * @fires predawn-fresh - The person wants the newer edition.
 */
export class PredawnToday extends ReactiveElement {
  static override properties = { model: { attribute: false } };

  /** Until it is given, whatever was printed stays. */
  declare model: TodayModel | undefined;

  constructor() {
    super();
    this.addEventListener('click', this.#onClick);
    // Errors of pictures do not bubble.
    this.addEventListener('error', onPictureMissing, { capture: true });
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    super.update(changed);
    if (this.model) patchChildren(this, todayView(this.model.state, this.model.context));
  }

  #onClick = (event: Event): void => {
    const act = (event.target as Element).closest('[data-act]')?.getAttribute('data-act');
    if (act === 'refresh') this.dispatchEvent(new RefreshEvent());
    if (act === 'add') this.dispatchEvent(new AddFeedEvent());
    if (act === 'fresh') this.dispatchEvent(new FreshEvent());
  };
}

/** The person asked for a refresh. */
export class RefreshEvent extends Event {
  constructor() {
    super('predawn-refresh', { bubbles: true, composed: true });
  }
}

/** The person wants to add a feed. */
export class AddFeedEvent extends Event {
  constructor() {
    super('predawn-add', { bubbles: true, composed: true });
  }
}

/** The person wants the newer edition. */
export class FreshEvent extends Event {
  constructor() {
    super('predawn-fresh', { bubbles: true, composed: true });
  }
}

/** The box keeps its size and its ground; the broken sign of the browser is not shown. */
function onPictureMissing(event: Event): void {
  if (event.target instanceof HTMLImageElement) event.target.classList.add('missing');
}

customElements.define('predawn-today', PredawnToday);

declare global {
  interface HTMLElementTagNameMap {
    'predawn-today': PredawnToday;
  }
  interface HTMLElementEventMap {
    'predawn-refresh': RefreshEvent;
    'predawn-add': AddFeedEvent;
    'predawn-fresh': FreshEvent;
  }
}
