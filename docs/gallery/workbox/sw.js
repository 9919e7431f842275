// The worker of the Workbox example is its snippet.

import '../snippets/workbox.js';
