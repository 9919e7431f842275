// RSS 2.0, as a paper with a busy desk writes it: summary and full text, guid that is no link, picture by media RSS.

import { absolute, cdata, escapeMarkup as x } from '../markup.ts';
import type { FeedDocument } from './document.ts';
import { fullText, pictureUrl, soundEnclosure, storyUrl } from './document.ts';

export function writeRss({ paper, stories, origin, updatedAt }: FeedDocument): string {
  const items = stories.map(story => {
    const sound = soundEnclosure(story, origin);
    return `<item>
<title>${x(story.title)}</title>
<link>${storyUrl(story, origin)}</link>
<guid isPermaLink="false">newsroom:${story.paper}:${story.id}</guid>
<pubDate>${rfc822(story.publishedAt)}</pubDate>
<dc:creator>${x(story.by)}</dc:creator>
<dc:language>${story.language}</dc:language>
${story.tags.map(tag => `<category>${x(tag)}</category>`).join('\n')}
<description>${x(story.summary)}</description>
<content:encoded>${cdata(absolute(fullText(story), origin))}</content:encoded>
${story.picture ? `<media:content url="${pictureUrl(story.picture.name, origin)}" medium="image" type="image/jpeg" width="1280" height="800"><media:description>${x(story.picture.caption)}</media:description></media:content>` : ''}
${sound ? `<enclosure url="${sound.url}" length="${sound.bytes}" type="audio/wav"/>` : ''}
</item>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>${x(paper.title)}</title>
<link>${origin}${paper.path}</link>
<atom:link rel="self" type="application/rss+xml" href="${origin}${paper.feedPath}"/>
<description>${x(paper.tagline)}</description>
<language>en</language>
<lastBuildDate>${rfc822(updatedAt)}</lastBuildDate>
<ttl>60</ttl>
<image><url>${pictureUrl('square-3', origin)}</url><title>${x(paper.title)}</title><link>${origin}${paper.path}</link></image>
${items.join('\n')}
</channel>
</rss>
`;
}

function rfc822(time: number): string {
  return new Date(time).toUTCString().replace('GMT', '+0000');
}
