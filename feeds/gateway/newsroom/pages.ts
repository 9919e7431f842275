// The newsroom's pages for people: plain HTML, one external sheet, no script.

import { fullText, soundEnclosure, type SoundEnclosure } from './formats/document.ts';
import { escapeMarkup as x } from './markup.ts';
import { PAPERS, type Paper } from './papers.ts';
import type { Published } from './schedule.ts';

export interface PageParts {
  readonly title: string;
  readonly body: string;
  readonly language?: string;
  readonly head?: string;
}

const DATE = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });

export function renderPage({ title, body, language = 'en', head = '' }: PageParts): string {
  return `<!doctype html>
<html lang="${x(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${x(title)}</title>
<link rel="stylesheet" href="/newsroom/newsroom.css">
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
${head}
</head>
<body>
<nav aria-label="Newsroom"><a href="/newsroom/">The newsroom</a> <a href="/newsroom/guest-book">Guest book</a> <a href="/newsroom/photo-wall">Photo wall</a> <a href="/newsroom/gallery/">Elements</a> <a href="/">Predawn</a></nav>
${body}
<footer><p>Written and drawn for Predawn. Every place, person and tide in it is invented.</p></footer>
</body>
</html>
`;
}

export function feedLinks(papers: readonly Paper[]): string {
  return papers
    .map(
      p =>
        `<link rel="alternate" type="${p.contentType.split(';')[0] ?? ''}" title="${x(p.title)}" href="${p.feedPath}">`,
    )
    .join('\n');
}

/** All four papers with what is out this morning. */
export function indexPage(stories: ReadonlyMap<Paper, readonly Published[]>): string {
  const sections = [...stories].map(
    ([paper, list]) =>
      `<section><h2><a href="${paper.path}">${x(paper.title)}</a></h2><p>${x(paper.tagline)}</p><ul>${list.slice(0, 3).map(row).join('')}</ul>` +
      `<p class="feed"><a href="${paper.feedPath}">Its feed</a> (${FORMATS[paper.format]}, ${paper.carries === 'full' ? 'full text' : 'summaries'})</p></section>`,
  );
  return renderPage({
    title: 'The sample newsroom',
    head: feedLinks(PAPERS),
    body: `<main><header><h1>The sample newsroom</h1><p class="lede">Four small papers that live in Predawn’s gateway, so that there is something to read from the first minute, internet or not. New stories every morning.</p><p><a href="/?try=newsroom">Read them in Predawn</a></p></header>${sections.join('')}</main>`,
  });
}

export function paperPage(paper: Paper, stories: readonly Published[]): string {
  return renderPage({
    title: paper.title,
    head: feedLinks([paper]),
    body: `<main><header><h1>${x(paper.title)}</h1><p class="lede">${x(paper.tagline)}</p></header><ul class="stories">${stories.map(row).join('')}</ul><p class="feed"><a href="${paper.feedPath}">Feed</a></p></main>`,
  });
}

export function storyPage(paper: Paper, story: Published, origin: string): string {
  const sound = soundEnclosure(story, origin);
  const picture = story.picture
    ? `<meta property="og:image" content="${origin}/newsroom/pictures/${story.picture.name}.jpg">`
    : '';
  return renderPage({
    title: `${story.title} · ${paper.title}`,
    language: story.language,
    head: `${feedLinks([paper])}
<link rel="canonical" href="${origin}/newsroom/story/${story.id}">
<meta name="description" content="${x(story.summary)}">
<meta name="author" content="${x(story.by)}">
<meta property="og:type" content="article">
<meta property="og:title" content="${x(story.title)}">
<meta property="og:site_name" content="${x(paper.title)}">
<meta property="article:published_time" content="${new Date(story.publishedAt).toISOString()}">
${picture}`,
    body: `<main><article lang="${story.language}" dir="${story.direction}">
<header><p class="kicker"><a href="${paper.path}">${x(paper.title)}</a></p>
<h1>${x(story.title)}</h1>
<p class="byline"><span class="author">${x(story.by)}</span>, <time datetime="${new Date(story.publishedAt).toISOString()}">${DATE.format(story.publishedAt)}, ${TIME.format(story.publishedAt)}</time></p></header>
${fullText(story)}
${sound ? player(sound) : ''}
</article>
<aside><h2>Elsewhere in the newsroom</h2><ul>${PAPERS.filter(p => p !== paper)
      .map(p => `<li><a href="${p.path}">${x(p.title)}</a></li>`)
      .join('')}</ul></aside></main>`,
  });
}

export function notFoundPage(): string {
  return renderPage({
    title: 'Not in this paper',
    body: '<main><h1>Not in this paper</h1><p>There is no such page in the newsroom, or its story is not out yet. <a href="/newsroom/">See what is</a>.</p></main>',
  });
}

const FORMATS = { rss: 'RSS 2.0', atom: 'Atom', rdf: 'RSS 1.0', json: 'JSON Feed' } as const;

function row(story: Published): string {
  return `<li><a href="/newsroom/story/${story.id}" lang="${story.language}" dir="${story.direction}">${x(story.title)}</a> <time datetime="${new Date(story.publishedAt).toISOString()}">${DATE.format(story.publishedAt)}, ${TIME.format(story.publishedAt)}</time></li>`;
}

function player(sound: SoundEnclosure): string {
  return `<figure><audio controls preload="none" src="${sound.url}"></audio><figcaption>${x(sound.title)} (${sound.seconds} s)</figcaption></figure>`;
}
