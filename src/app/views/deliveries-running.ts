// A delivery that is under way: how far it is, and the way to stop it.

import { html, nothing } from 'lit';
import { toolsFor } from '../../core/strings/tools-for.ts';
import type { App } from '../app.ts';

export interface RunningCard {
  /** Nothing where none runs. */
  view(): unknown;
}

export function createRunningCard(app: App, show: () => void): RunningCard {
  let isStopping = false;
  const stop = (): void => {
    isStopping = true;
    app.link.cancelWake();
    app.frame.say(toolsFor(app.state.settings.language).deliveries.stopping);
    show();
  };
  return {
    view() {
      const { delivering, settings } = app.state;
      if (!delivering) {
        isStopping = false;
        return nothing;
      }
      const words = toolsFor(settings.language).deliveries;
      const { done, total } = delivering;
      const said = isStopping ? words.stopping : done < total ? words.feeds(done, total) : words.pictures;
      return html`<div class="card running">
        <p><b>${words.running}</b> ${said}</p>
        <progress class="meter" max=${Math.max(1, total)} value=${done} aria-label=${words.running}></progress>
        <button type="button" class="button" ?disabled=${isStopping} @click=${stop}>${words.stop}</button>
      </div>`;
    },
  };
}
