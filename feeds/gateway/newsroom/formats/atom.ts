// Atom 1.0, from a paper that gives summaries only and expects you to call: full text is on the page.

import { escapeMarkup as x } from '../markup.ts';
import { pictureUrl, soundEnclosure, storyUrl, type FeedDocument } from './document.ts';

export function writeAtom({ paper, stories, origin, updatedAt }: FeedDocument): string {
  const entries = stories.map(story => {
    const sound = soundEnclosure(story, origin);
    return `<entry xml:lang="${story.language}">
<id>tag:newsroom.predawn.invalid,2026:${story.paper}/${story.id}</id>
<title type="text">${x(story.title)}</title>
<link rel="alternate" type="text/html" href="${storyUrl(story, origin)}"/>
${sound ? `<link rel="enclosure" type="audio/wav" title="${x(sound.title)}" length="${sound.bytes}" href="${sound.url}"/>` : ''}
<published>${iso(story.publishedAt)}</published>
<updated>${iso(story.publishedAt)}</updated>
<author><name>${x(story.by)}</name></author>
${story.tags.map(tag => `<category term="${x(tag)}"/>`).join('\n')}
<summary type="text">${x(story.summary)}</summary>
${story.picture ? `<media:thumbnail url="${pictureUrl(story.picture.name, origin)}" width="1280" height="800"/>` : ''}
</entry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="en">
<id>tag:newsroom.predawn.invalid,2026:${paper.id}</id>
<title>${x(paper.title)}</title>
<subtitle>${x(paper.tagline)}</subtitle>
<link rel="self" type="application/atom+xml" href="${origin}${paper.feedPath}"/>
<link rel="alternate" type="text/html" href="${origin}${paper.path}"/>
<icon>${pictureUrl('lighthouse-2', origin)}</icon>
<updated>${iso(updatedAt)}</updated>
<author><name>${x(paper.title)}</name></author>
${entries.join('\n')}
</feed>
`;
}

function iso(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
