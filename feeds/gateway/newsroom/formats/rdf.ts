// RSS 1.0 (RDF), from a paper that set up its feed in 2003 and has had no reason to touch it: no guid, dc:date, content:encoded, sy hints.

import { absolute, cdata, escapeMarkup as x } from '../markup.ts';
import { fullText, storyUrl, type FeedDocument } from './document.ts';

export function writeRdf({ paper, stories, origin }: FeedDocument): string {
  const items = stories.map(
    story => `<item rdf:about="${storyUrl(story, origin)}">
<title>${x(story.title)}</title>
<link>${storyUrl(story, origin)}</link>
<description>${x(story.summary)}</description>
<dc:date>${new Date(story.publishedAt).toISOString().slice(0, 16)}+00:00</dc:date>
<dc:creator>${x(story.by)}</dc:creator>
<dc:language>${story.language}</dc:language>
${story.tags.map(tag => `<dc:subject>${x(tag)}</dc:subject>`).join('\n')}
<content:encoded>${cdata(absolute(fullText(story), origin))}</content:encoded>
</item>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">
<channel rdf:about="${origin}${paper.feedPath}">
<title>${x(paper.title)}</title>
<link>${origin}${paper.path}</link>
<description>${x(paper.tagline)}</description>
<dc:language>en</dc:language>
<sy:updatePeriod>daily</sy:updatePeriod>
<sy:updateFrequency>12</sy:updateFrequency>
<items><rdf:Seq>
${stories.map(story => `<rdf:li rdf:resource="${storyUrl(story, origin)}"/>`).join('\n')}
</rdf:Seq></items>
</channel>
${items.join('\n')}
</rdf:RDF>
`;
}
