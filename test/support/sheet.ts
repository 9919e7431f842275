// The app's own sheet, for tests that look at colours and sizes.

/** Before the tests of a suite; loaded once a page. */
export function withSheet(): void {
  before(async () => {
    if (document.querySelector('link[data-sheet]')) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = '/src/app/styles/app.css';
    link.dataset['sheet'] = '';
    await new Promise((resolve, reject) => {
      link.addEventListener('load', resolve);
      link.addEventListener('error', reject);
      document.head.append(link);
    });
  });
}
