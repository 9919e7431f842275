// The look that the elements share: the host's own font and colour, one accent, hairlines. Adopted sheets only.

import { css } from 'lit';

export const look = css`
  :host {
    --_accent: var(--predawn-accent, light-dark(#b4430f, #f5a06a));
    --_muted: var(--predawn-muted, color-mix(in srgb, currentColor 72%, transparent));
    --_line: var(--predawn-line, color-mix(in srgb, currentColor 18%, transparent));
    --_space: var(--predawn-space, 0.75rem);
    --_radius: var(--predawn-radius, 0.5rem);
    --_title-font: var(--predawn-title-font, inherit);
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  ::before,
  ::after {
    box-sizing: inherit;
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  a:hover {
    text-decoration: underline;
  }
  a:focus-visible,
  button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  button {
    font: inherit;
    color: inherit;
    min-height: 2.75rem;
    padding: 0.4rem 0.9rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: transparent;
    cursor: pointer;
  }
  button.main {
    border-color: var(--_accent);
    color: var(--_accent);
  }
  button[disabled] {
    opacity: 0.6;
    cursor: default;
  }
  .note {
    margin: 0;
    font-size: 0.875em;
    color: var(--_muted);
  }
  .said {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
