// Embedded players become what can be read offline: a picture of the video where its host has one, and a link to its page.

import { escapeHtml } from './entities.ts';
import { walk } from './html.ts';
import { readAttributes } from './tags.ts';
import { TextBuilder } from './text-builder.ts';
import { webAddress } from './urls.ts';

export interface Video {
  readonly page: string;
  readonly picture?: string;
  readonly label: string;
}

/** The video behind a player's address; `undefined` for hosts that are not known. */
export function videoOf(address: string): Video | undefined {
  const url = URL.parse(address);
  if (url === null) return undefined;
  const host = url.hostname.replace(/^(?:www|m|player|geo)\./, '');
  const last = url.pathname.split('/').findLast(part => part !== '') ?? '';
  if (/^(?:youtube(?:-nocookie)?\.com|youtu\.be)$/.test(host)) {
    const id = /^[\w-]{11}$/.test(last) ? last : (url.searchParams.get('v') ?? '');
    if (!/^[\w-]{11}$/.test(id)) return undefined;
    return {
      page: `https://www.youtube.com/watch?v=${id}`,
      picture: `https://i.ytimg.com/vi/${id}/hqdefault.jpg`,
      label: 'YouTube',
    };
  }
  if (host === 'vimeo.com' && /^\d+$/.test(last)) return { page: `https://vimeo.com/${last}`, label: 'Vimeo' };
  if (host === 'dailymotion.com' && /^[a-z0-9]+$/i.test(last)) {
    return {
      page: `https://www.dailymotion.com/video/${last}`,
      picture: `https://www.dailymotion.com/thumbnail/video/${last}`,
      label: 'Dailymotion',
    };
  }
  if (
    /(?:^|\.)(?:ted\.com|twitch\.tv|peertube\.[a-z.]+|kickstarter\.com|wistia\.(?:com|net)|soundcloud\.com|bandcamp\.com|spotify\.com)$/.test(
      host,
    )
  ) {
    return { page: address, label: host };
  }
  return undefined;
}

/** `iframe`, `embed` and `object` players replaced by a figure; other frames by a link to what they would have shown. */
export function withoutPlayers(html: string, baseUrl: string): string {
  return withPlayers(html, baseUrl, address => (address === undefined ? '' : figure(address)));
}

/** Players whose host has a picture of the film become that picture with a link; other frames stay for whoever shows the text. */
export function withPosters(html: string): string {
  return withPlayers(html, '', address =>
    address === undefined || videoOf(address)?.picture === undefined ? undefined : figure(address),
  );
}

/** Pictures of the films that the text plays, in order. */
export function posters(html: string): readonly string[] {
  const found: string[] = [];
  withPlayers(html, '', address => {
    const picture = address === undefined ? undefined : videoOf(address)?.picture;
    if (picture !== undefined) found.push(picture);
    return undefined;
  });
  return found;
}

/** @param instead what stands in for a player of this address; nothing given leaves it */
function withPlayers(
  html: string,
  baseUrl: string,
  instead: (address: string | undefined) => string | undefined,
): string {
  if (!/<(?:iframe|embed|object)\b/i.test(html)) return html;
  const out = new TextBuilder();
  let done = 0;
  walk(html, tag => {
    if (tag.closing || (tag.name !== 'iframe' && tag.name !== 'embed' && tag.name !== 'object')) return undefined;
    const attributes = readAttributes(html.slice(tag.nameEnd, tag.to));
    const given = [attributes.get('src'), attributes.get('data-src'), attributes.get('data')].find(
      one => one !== undefined && !one.startsWith('about:'),
    );
    const made = instead(webAddress(given?.startsWith('//') === true ? `https:${given}` : given, baseUrl));
    if (made === undefined) return undefined;
    out.add(html.slice(done, tag.from));
    out.add(made);
    // The frame's own end goes with it, and what it says to those who cannot show it.
    done =
      tag.to +
      1 +
      (/^[^<]{0,200}<\/(?:iframe|object|embed)\s*>/i.exec(html.slice(tag.to + 1, tag.to + 300))?.[0].length ?? 0);
    return done;
  });
  if (done === 0) return html;
  out.add(html.slice(done));
  return out.toString();
}

function figure(address: string): string {
  const video = videoOf(address);
  const label = video?.label ?? URL.parse(address)?.hostname ?? address;
  const inner =
    video?.picture === undefined
      ? `▶ ${escapeHtml(label)}`
      : `<img src="${escapeHtml(video.picture)}" alt="▶ ${escapeHtml(label)}" width="480" height="360">`;
  return `<figure><a href="${escapeHtml(video?.page ?? address)}">${inner}</a></figure>`;
}
