// Feeds to begin with: the sample newsroom, and well-known public feeds by topic. Addresses are those their publishers document; a dead one is told kindly when it is tried.

export type CatalogueTopic =
  | 'World'
  | 'Science'
  | 'Space'
  | 'Technology'
  | 'Web platform'
  | 'Programming'
  | 'Ideas'
  | 'Podcasts'
  | 'Comics'
  | 'Other languages';

const TOPICS_DE: Readonly<Record<CatalogueTopic, string>> = {
  World: 'Welt',
  Science: 'Wissenschaft',
  Space: 'Weltraum',
  Technology: 'Technik',
  'Web platform': 'Webplattform',
  Programming: 'Programmieren',
  Ideas: 'Gedanken',
  Podcasts: 'Podcasts',
  Comics: 'Comics',
  'Other languages': 'Andere Sprachen',
};

export function sayTopic(topic: CatalogueTopic, language: string): string {
  return language === 'de' ? TOPICS_DE[topic] : topic;
}

export interface CatalogueFeed {
  readonly topic: CatalogueTopic;
  readonly title: string;
  /** The feed itself. */
  readonly url: string;
  readonly siteUrl: string;
  /** One sentence. */
  readonly description: string;
  /** BCP 47. */
  readonly language: string;
}

export const CATALOGUE: readonly CatalogueFeed[] = [
  feed(
    'World',
    'BBC News: World',
    'https://feeds.bbci.co.uk/news/world/rss.xml',
    'https://www.bbc.co.uk/news/world',
    'World news from the BBC.',
  ),
  feed(
    'World',
    'The Guardian: World',
    'https://www.theguardian.com/world/rss',
    'https://www.theguardian.com/world',
    'World news and features.',
  ),
  feed(
    'World',
    'NPR News',
    'https://feeds.npr.org/1001/rss.xml',
    'https://www.npr.org/sections/news/',
    'Public radio from the United States.',
  ),
  feed(
    'World',
    'Al Jazeera',
    'https://www.aljazeera.com/xml/rss/all.xml',
    'https://www.aljazeera.com/',
    'News from the Middle East and the world.',
  ),
  feed(
    'World',
    'Deutsche Welle',
    'https://rss.dw.com/rdf/rss-en-all',
    'https://www.dw.com/en/',
    'Germany’s international broadcaster, in English.',
  ),
  feed(
    'World',
    'UN News',
    'https://news.un.org/feed/subscribe/en/news/all/rss.xml',
    'https://news.un.org/en/',
    'Reports from the United Nations.',
  ),

  feed(
    'Science',
    'Nature',
    'https://www.nature.com/nature.rss',
    'https://www.nature.com/nature',
    'Research and news from the journal.',
  ),
  feed(
    'Science',
    'Quanta Magazine',
    'https://www.quantamagazine.org/feed/',
    'https://www.quantamagazine.org/',
    'Mathematics, physics and biology, patiently explained.',
  ),
  feed(
    'Science',
    'ScienceDaily',
    'https://www.sciencedaily.com/rss/all.xml',
    'https://www.sciencedaily.com/',
    'Summaries of new research, many a day.',
  ),
  feed(
    'Science',
    'New Scientist',
    'https://www.newscientist.com/feed/home/',
    'https://www.newscientist.com/',
    'Weekly magazine of science and technology.',
  ),
  feed(
    'Science',
    'Phys.org',
    'https://phys.org/rss-feed/',
    'https://phys.org/',
    'News of physics, earth and space science.',
  ),

  feed('Space', 'NASA', 'https://www.nasa.gov/feed/', 'https://www.nasa.gov/', 'Missions, launches and findings.'),
  feed(
    'Space',
    'Astronomy Picture of the Day',
    'https://apod.nasa.gov/apod.rss',
    'https://apod.nasa.gov/apod/',
    'One picture of the sky each day, with an explanation.',
  ),
  feed(
    'Space',
    'ESA: Space News',
    'https://www.esa.int/rssfeed/Our_Activities/Space_News',
    'https://www.esa.int/',
    'News from the European Space Agency.',
  ),

  feed(
    'Technology',
    'Ars Technica',
    'https://feeds.arstechnica.com/arstechnica/index',
    'https://arstechnica.com/',
    'Technology, science and policy in depth.',
  ),
  feed(
    'Technology',
    'The Verge',
    'https://www.theverge.com/rss/index.xml',
    'https://www.theverge.com/',
    'Technology and what it does to us.',
  ),
  feed(
    'Technology',
    'IEEE Spectrum',
    'https://spectrum.ieee.org/feeds/feed.rss',
    'https://spectrum.ieee.org/',
    'Engineering news from the institute.',
  ),
  feed(
    'Technology',
    'MIT Technology Review',
    'https://www.technologyreview.com/feed/',
    'https://www.technologyreview.com/',
    'Emerging technology and its consequences.',
  ),
  feed(
    'Technology',
    'Hacker News',
    'https://news.ycombinator.com/rss',
    'https://news.ycombinator.com/',
    'Links that programmers vote for.',
  ),
  feed(
    'Technology',
    'LWN.net',
    'https://lwn.net/headlines/rss',
    'https://lwn.net/',
    'Linux and free software, carefully reported.',
  ),

  feed('Web platform', 'WebKit', 'https://webkit.org/feed/', 'https://webkit.org/blog/', 'From the engine’s own team.'),
  feed(
    'Web platform',
    'Mozilla Hacks',
    'https://hacks.mozilla.org/feed/',
    'https://hacks.mozilla.org/',
    'For people who build the web.',
  ),
  feed(
    'Web platform',
    'MDN Blog',
    'https://developer.mozilla.org/en-US/blog/rss.xml',
    'https://developer.mozilla.org/en-US/blog/',
    'News and guides from the documentation’s authors.',
  ),
  feed(
    'Web platform',
    'web.dev',
    'https://web.dev/static/blog/feed.xml',
    'https://web.dev/blog',
    'New features and how to use them.',
  ),
  feed(
    'Web platform',
    'Chrome for Developers',
    'https://developer.chrome.com/static/blog/feed.xml',
    'https://developer.chrome.com/blog',
    'What ships in Chrome.',
  ),
  feed(
    'Web platform',
    'CSS-Tricks',
    'https://css-tricks.com/feed/',
    'https://css-tricks.com/',
    'Style sheets, explained by example.',
  ),
  feed(
    'Web platform',
    'Smashing Magazine',
    'https://www.smashingmagazine.com/feed/',
    'https://www.smashingmagazine.com/',
    'Design and front-end articles.',
  ),
  feed(
    'Web platform',
    'W3C News',
    'https://www.w3.org/news/feed/',
    'https://www.w3.org/news/',
    'Standards in the making.',
  ),

  feed(
    'Programming',
    'The Go Blog',
    'https://go.dev/blog/feed.atom',
    'https://go.dev/blog/',
    'From the people who make Go.',
  ),
  feed(
    'Programming',
    'Rust Blog',
    'https://blog.rust-lang.org/feed.xml',
    'https://blog.rust-lang.org/',
    'Releases and thoughts of the Rust project.',
  ),
  feed(
    'Programming',
    'Node.js',
    'https://nodejs.org/en/feed/blog.xml',
    'https://nodejs.org/en/blog',
    'Releases and security notices.',
  ),
  feed(
    'Programming',
    'The GitHub Blog',
    'https://github.blog/feed/',
    'https://github.blog/',
    'How software is made there.',
  ),
  feed(
    'Programming',
    'Simon Willison',
    'https://simonwillison.net/atom/everything/',
    'https://simonwillison.net/',
    'A developer’s notebook, many entries a week.',
  ),

  feed('Ideas', 'Aeon', 'https://aeon.co/feed.rss', 'https://aeon.co/', 'Essays on philosophy, science and society.'),
  feed(
    'Ideas',
    'The Public Domain Review',
    'https://publicdomainreview.org/rss.xml',
    'https://publicdomainreview.org/',
    'Curious works that belong to everyone.',
  ),
  feed('Ideas', 'Longreads', 'https://longreads.com/feed/', 'https://longreads.com/', 'Long stories, chosen by hand.'),
  feed(
    'Ideas',
    'Open Culture',
    'https://www.openculture.com/feed',
    'https://www.openculture.com/',
    'Free lectures, films and books.',
  ),
  feed(
    'Ideas',
    'Atlas Obscura',
    'https://www.atlasobscura.com/feeds/latest',
    'https://www.atlasobscura.com/',
    'Places that are hard to believe.',
  ),

  feed(
    'Podcasts',
    'In Our Time',
    'https://podcasts.files.bbci.co.uk/b006qykl.rss',
    'https://www.bbc.co.uk/programmes/b006qykl',
    'Three scholars, one subject, forty minutes.',
  ),
  feed(
    'Podcasts',
    'This American Life',
    'https://www.thisamericanlife.org/podcast/rss.xml',
    'https://www.thisamericanlife.org/',
    'True stories on a theme, weekly.',
  ),

  feed(
    'Comics',
    'xkcd',
    'https://xkcd.com/atom.xml',
    'https://xkcd.com/',
    'Romance, sarcasm, mathematics and language.',
  ),

  feed(
    'Other languages',
    'tagesschau',
    'https://www.tagesschau.de/infoservices/alle-meldungen-100~rss2.xml',
    'https://www.tagesschau.de/',
    'Nachrichten der ARD.',
    'de',
  ),
  feed(
    'Other languages',
    'heise online',
    'https://www.heise.de/rss/heise-atom.xml',
    'https://www.heise.de/',
    'Nachrichten über Computer und Netz.',
    'de',
  ),
  feed(
    'Other languages',
    'Le Monde',
    'https://www.lemonde.fr/rss/une.xml',
    'https://www.lemonde.fr/',
    'La une du quotidien.',
    'fr',
  ),
  feed(
    'Other languages',
    'El País',
    'https://feeds.elpais.com/mrss-s/pages/ep/site/elpais.com/portada',
    'https://elpais.com/',
    'La portada del periódico.',
    'es',
  ),
  feed(
    'Other languages',
    'BBC عربي',
    'https://feeds.bbci.co.uk/arabic/rss.xml',
    'https://www.bbc.com/arabic',
    'أخبار من هيئة الإذاعة البريطانية.',
    'ar',
  ),
];

function feed(
  topic: CatalogueTopic,
  title: string,
  url: string,
  siteUrl: string,
  description: string,
  language = 'en',
): CatalogueFeed {
  return { topic, title, url, siteUrl, description, language };
}
