// Baseline of `refresh`: a bare fetch of each address in a JSON file, all at once, read to the end; says the milliseconds. A process of its own, as
// the gateway is one.

import { readFile } from 'node:fs/promises';

const urls = JSON.parse(await readFile(process.argv[2]!, 'utf8')) as string[];
const started = performance.now();
await Promise.all(urls.map(async url => (await fetch(url)).arrayBuffer()));
console.log(`took ${performance.now() - started}`);
