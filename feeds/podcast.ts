// What an episode has beside its recording: people, transcripts, chapters, its number.

import { baseOf, compact, languageTag, plainText, type Context } from './fields.ts';
import { typeOfAddress } from './media.ts';
import type { ParsedChapter, ParsedItem, ParsedPerson, ParsedTranscript } from './parsed-feed.ts';
import type { Fields, Node } from './rss.ts';
import { webAddress } from './urls.ts';

type Episode = Pick<
  ParsedItem,
  'episode' | 'season' | 'isExplicit' | 'people' | 'transcripts' | 'chapters' | 'chaptersUrl'
>;

export function episodeOf(item: Fields, context: Context): Episode {
  const chapters = item.first('podcast:chapters');
  return compact<Episode>({
    episode: number(item.text('itunes:episode', 'podcast:episode')),
    season: number(item.text('itunes:season', 'podcast:season')),
    isExplicit: /^(?:yes|true|explicit)$/i.test(item.text('itunes:explicit') ?? '') ? true : undefined,
    people: item.all('podcast:person').flatMap(node => personOf(node, context)),
    transcripts: item.all('podcast:transcript').flatMap(node => transcriptOf(node, context)),
    chapters: item
      .all('psc:chapters')
      .flatMap(box => box.children.all('psc:chapter').flatMap(node => chapterOf(node, context))),
    chaptersUrl: chapters === undefined ? undefined : webAddress(chapters.attribute('url'), baseOf(chapters, context)),
  });
}

/** A role that is not named is the host's (podcast namespace, `person`). */
function personOf(node: Node, context: Context): ParsedPerson[] {
  const name = plainText(node);
  if (name === '') return [];
  const base = baseOf(node, context);
  return [
    compact<ParsedPerson>({
      name,
      role: node.attribute('role')?.toLowerCase() || 'host',
      url: webAddress(node.attribute('href'), base),
      image: webAddress(node.attribute('img'), base),
    }),
  ];
}

function transcriptOf(node: Node, context: Context): ParsedTranscript[] {
  const url = webAddress(node.attribute('url'), baseOf(node, context));
  if (url === undefined) return [];
  return [
    compact<ParsedTranscript>({
      url,
      type: node.attribute('type')?.toLowerCase() || typeOfAddress(url),
      language: languageTag(node.attribute('language')),
    }),
  ];
}

function chapterOf(node: Node, context: Context): ParsedChapter[] {
  const startSeconds = clock(node.attribute('start'));
  const title = node.attribute('title') ?? '';
  if (startSeconds === undefined || title === '') return [];
  return [
    compact<ParsedChapter>({ startSeconds, title, url: webAddress(node.attribute('href'), baseOf(node, context)) }),
  ];
}

/** Normal play time: `00:01:02.500`, `1:02`, `62`. */
function clock(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,6}(?::\d{1,2}){0,2}(?:\.\d{1,9})?$/.test(text)) return undefined;
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function number(text: string | undefined): number | undefined {
  const found = text === undefined ? null : /^\d{1,6}/.exec(text);
  return found === null ? undefined : Number(found[0]);
}
