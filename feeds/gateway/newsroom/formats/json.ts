// JSON Feed 1.1, from people who write about the platform and would not dream of XML.

import { absolute } from '../markup.ts';
import { fullText, pictureUrl, soundEnclosure, storyUrl, type FeedDocument } from './document.ts';

export function writeJsonFeed({ paper, stories, origin }: FeedDocument): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: paper.title,
    home_page_url: `${origin}${paper.path}`,
    feed_url: `${origin}${paper.feedPath}`,
    description: paper.tagline,
    icon: pictureUrl('clock-4', origin),
    language: 'en',
    authors: [{ name: paper.title }],
    items: stories.map(story => {
      const sound = soundEnclosure(story, origin);
      return {
        id: `newsroom:${story.paper}:${story.id}`,
        url: storyUrl(story, origin),
        title: story.title,
        summary: story.summary,
        content_html: absolute(fullText(story), origin),
        ...(story.picture && { image: pictureUrl(story.picture.name, origin) }),
        date_published: new Date(story.publishedAt).toISOString(),
        authors: [{ name: story.by }],
        tags: story.tags,
        language: story.language,
        ...(sound && {
          attachments: [
            {
              url: sound.url,
              mime_type: 'audio/wav',
              title: sound.title,
              size_in_bytes: sound.bytes,
              duration_in_seconds: sound.seconds,
            },
          ],
        }),
      };
    }),
  });
}
