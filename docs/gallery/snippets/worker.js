importScripts('predawn/sw-classic.js');

predawn
  .createPredawn({
    feeds: ['/newsroom/platform-weekly.json'],
    pages: ['/newsroom/gallery/', '/newsroom/gallery/chat.html', '/newsroom/gallery/encyclopedia.html'],
    sentNotice: entry => ({ title: 'Delivered', options: { body: entry.action.title } }),
  })
  .install(self);
