import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { itemPictures, leadPicture } from '../../feeds/lead-picture.ts';

const IN_TEXT = '<p><img src="https://e.example/text.jpg" width="600" height="400"></p>';

describe('the lead picture', () => {
  test('is the one that the item names for itself', () => {
    const named = [
      { src: 'https://e.example/media.jpg', named: 'media' },
      { src: 'https://e.example/own.jpg', named: 'item' },
    ] as const;
    assert.equal(leadPicture(named, IN_TEXT)?.src, 'https://e.example/own.jpg');
  });

  test('else the widest of media, else an enclosure, else the first of the text, else a thumbnail', () => {
    const small = { src: 'https://e.example/s.jpg', named: 'media', width: 200 } as const;
    const wide = { src: 'https://e.example/w.jpg', named: 'media', width: 1200 } as const;
    const enclosed = { src: 'https://e.example/e.jpg', named: 'enclosure' } as const;
    const thumbnail = { src: 'https://e.example/t.jpg', named: 'thumbnail' } as const;
    assert.equal(leadPicture([small, wide, enclosed, thumbnail], IN_TEXT)?.src, wide.src);
    assert.equal(leadPicture([enclosed, thumbnail], IN_TEXT)?.src, enclosed.src);
    assert.equal(leadPicture([thumbnail], IN_TEXT)?.src, 'https://e.example/text.jpg');
    assert.equal(leadPicture([thumbnail], '<p>none</p>')?.src, thumbnail.src);
    assert.equal(leadPicture([], undefined), undefined);
  });

  for (const html of [
    '<img src="https://e.example/p.gif" width="1" height="1">',
    '<img src="https://feeds.feedburner.com/~r/x/~4/y">',
    '<img src="https://pixel.wp.com/b.gif?blog=1">',
    '<img src="https://e.example/pixel.gif">',
    '<img src="https://e.example/icon.png" width="16" height="16">',
    '<img src="https://e.example/favicon.ico">',
    '<img src="https://s.w.org/images/core/emoji/13/72x72/1f600.png">',
    '<img src="data:image/png;base64,AAAA">',
    '<!-- <img src="https://e.example/a.jpg"> -->',
  ]) {
    test(`is never ${html}`, () => {
      assert.equal(leadPicture([], html), undefined);
    });
  }
});

test('pictures of an item: the lead first, each once, no trackers', () => {
  const pictures = itemPictures({
    image: { src: 'https://e.example/lead.jpg', width: 900 },
    contentHtml:
      '<img src="https://e.example/a.jpg" alt="A"><img src="https://e.example/lead.jpg"><img src="https://e.example/1.gif" width=1 height=1><img src="/relative.png">',
  });
  assert.deepEqual(pictures, [
    { src: 'https://e.example/lead.jpg', width: 900 },
    { src: 'https://e.example/a.jpg', alt: 'A' },
  ]);
});

test('the picture of a film is kept with those of the text', () => {
  const html = '<img src="https://e.example/a.jpg"><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>';
  assert.deepEqual(
    itemPictures({ contentHtml: html }).map(picture => picture.src),
    ['https://e.example/a.jpg', 'https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg'],
  );
});
