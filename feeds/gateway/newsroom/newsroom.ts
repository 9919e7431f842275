// The newsroom in the box: four papers of our own writing, a guest book and a photo wall, all below `/newsroom/`. No socket, no network.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asset, conditional, page, problem } from './answers.ts';
import type { FeedDocument } from './formats/document.ts';
import { writeAtom } from './formats/atom.ts';
import { writeJsonFeed } from './formats/json.ts';
import { writeRdf } from './formats/rdf.ts';
import { writeRss } from './formats/rss.ts';
import { galleryFile } from './gallery.ts';
import { createGuestBook } from './guest-book.ts';
import { indexPage, notFoundPage, paperPage, renderPage, storyPage } from './pages.ts';
import { PAPERS, type Paper } from './papers.ts';
import { createPhotoWall } from './photo-wall.ts';
import { createPictures } from './pictures.ts';
import { findStory, publishedBy } from './schedule.ts';
import { recordSound } from './sounds.ts';
import { readStories } from './story.ts';

export interface Newsroom {
  /** Answers every address below `/newsroom/`, with a 404 where there is nothing. Never throws for what a client sends. */
  fetch(request: Request): Promise<Response>;
}

const YEAR_S = 31_536_000;
const FEED_MAX_AGE_S = 300;
const STORY_MAX_AGE_S = 3600;
const WRITERS: Readonly<Record<Paper['format'], (document: FeedDocument) => string>> = {
  rss: writeRss,
  atom: writeAtom,
  rdf: writeRdf,
  json: writeJsonFeed,
};

export function createNewsroom({ now }: { now: () => number }): Newsroom {
  const stocks = PAPERS.map(paper => [paper, readStories(paper.id)] as const);
  const css = readFileSync(join(import.meta.dirname, 'newsroom.css'));
  const picture = createPictures();
  const guestBook = createGuestBook({ now });
  const photoWall = createPhotoWall({ now });

  const feed = (request: Request, paper: Paper, origin: string): Response => {
    const stock = stocks.find(([p]) => p === paper)?.[1] ?? [];
    const stories = publishedBy(paper, stock, now());
    const updatedAt = stories[0]?.publishedAt ?? 0;
    return conditional(request, {
      text: WRITERS[paper.format]({ paper, stories, origin, updatedAt }),
      contentType: paper.contentType,
      maxAge: FEED_MAX_AGE_S,
      tagged: paper.validators.includes('etag'),
      ...(paper.validators.includes('last-modified') && { modifiedAt: updatedAt }),
    });
  };

  const story = (id: string, origin: string): Response => {
    const found = findStory(stocks, id, now());
    const paper = PAPERS.find(p => p.id === found?.paper);
    return found && paper ? page(storyPage(paper, found, origin), 200, STORY_MAX_AGE_S) : page(notFoundPage(), 404);
  };

  const read = async (request: Request, path: string, origin: string): Promise<Response> => {
    const paper = PAPERS.find(p => p.feedPath === path || p.path === path);
    if (paper) {
      if (path === paper.feedPath) return feed(request, paper, origin);
      const stock = stocks.find(([p]) => p === paper)?.[1] ?? [];
      return page(paperPage(paper, publishedBy(paper, stock, now())));
    }
    const [folder = '', name = ''] = path.slice('/newsroom/'.length).split('/', 2);
    if (folder === '') return page(indexPage(new Map(stocks.map(([p, stock]) => [p, publishedBy(p, stock, now())]))));
    if (folder === 'newsroom.css') return asset(Uint8Array.from(css), 'text/css; charset=utf-8', STORY_MAX_AGE_S);
    if (path === '/newsroom/gallery') return new Response(null, { status: 308, headers: { location: `${path}/` } });
    if (folder === 'gallery') {
      return (await galleryFile(path.slice('/newsroom/gallery/'.length))) ?? page(notFoundPage(), 404);
    }
    if (folder === 'story') return story(name, origin);
    if (folder === 'sign-in')
      return page(
        renderPage({
          title: 'Sign in',
          body: '<main><h1>Sign in</h1><p>A page that asks to sign in, for trying what an outbox makes of it.</p></main>',
        }),
      );
    const bytes =
      folder === 'pictures' && name.endsWith('.jpg')
        ? await picture(name.slice(0, -4))
        : folder === 'sounds' && name.endsWith('.wav')
          ? recordSound(name.slice(0, -4))
          : undefined;
    if (bytes) return asset(bytes, folder === 'pictures' ? 'image/jpeg' : 'audio/wav', YEAR_S);
    return page(notFoundPage(), 404);
  };

  return {
    async fetch(request) {
      const url = new URL(request.url);
      const path = url.pathname;
      if (/^\/newsroom\/guest-book(\.json)?$/.test(path))
        return withoutBody(request, await allowed(request, ['GET', 'HEAD', 'POST'], guestBook));
      if (/^\/newsroom\/photo-wall(\.json|\/[\w-]+\.jpg)?$/.test(path))
        return withoutBody(request, await allowed(request, ['GET', 'HEAD', 'POST'], photoWall));
      return withoutBody(request, await allowed(request, ['GET', 'HEAD'], r => read(r, path, url.origin)));
    },
  };
}

async function allowed(
  request: Request,
  methods: readonly string[],
  answer: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (methods.includes(request.method)) return answer(request);
  return problem(405, 'method-not-allowed', `This address answers ${methods.join(', ')}.`, {
    allow: methods.join(', '),
  });
}

async function withoutBody(request: Request, response: Response): Promise<Response> {
  if (request.method !== 'HEAD') return response;
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}
