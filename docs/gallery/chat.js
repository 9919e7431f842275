// The chat: what has arrived is read from the site; what was just written stands below it until it arrives.

const messages = document.querySelector('#messages');
/** Ours that wait, by the id of their entry. */
const waiting = new Map();

function bubble({ name, message }, state) {
  const item = document.createElement('li');
  const who = document.createElement('small');
  const text = document.createElement('p');
  who.textContent = [name, state].filter(Boolean).join(' · ');
  text.textContent = message;
  item.className = state === 'waits' ? 'waits' : '';
  item.append(who, text);
  return item;
}

async function read() {
  const response = await fetch('/newsroom/guest-book.json', { cache: 'no-cache' }).catch(() => undefined);
  if (!response?.ok) return;
  const { entries } = await response.json();
  messages.replaceChildren(
    ...entries
      .slice(0, 20)
      .reverse()
      .map(entry => bubble(entry)),
    ...waiting.values(),
  );
}

const fieldsOf = ({ action }) => Object.fromEntries(action.request.body.fields.map(({ name, value }) => [name, value]));

document.addEventListener('predawn-form-pending', ({ entry }) => {
  const item = bubble(fieldsOf(entry), 'waits');
  waiting.set(entry.id, item);
  messages.append(item);
});
document.addEventListener('predawn-form-sent', ({ entry }) => {
  waiting.delete(entry.id);
  void read();
});
// A sent form is empty again; who writes stays the same.
const name = document.querySelector('#name');
name.addEventListener('change', () => (name.defaultValue = name.value));
// What another tab or the worker has sent leaves the outbox.
document.addEventListener('predawn-outbox-change', () => void read());
void read();
