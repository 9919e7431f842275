// The encyclopedia: with a network an entry opens; without one it opens from what is kept, or is asked for and told when it is there.

const panel = document.querySelector('#asked');
const title = panel.querySelector('h2');
const read = panel.querySelector('a');
const save = panel.querySelector('predawn-save');

document.addEventListener('predawn-article-open', event => {
  if (navigator.onLine) return;
  event.preventDefault();
  title.textContent = event.item.title;
  read.href = save.href = event.item.url;
  read.hidden = true;
  panel.hidden = false;
  panel.scrollIntoView({ block: 'nearest' });
});
document.addEventListener('predawn-save-ready', () => (read.hidden = false));
