// The notification from a sync: a person allows it here; the worker's kit shows it (see sentNotice in sw.js).

const button = document.querySelector('#allow');
const said = document.querySelector('#allowed');
const say = () => {
  const permission = globalThis.Notification?.permission ?? 'denied';
  button.hidden = permission !== 'default';
  said.textContent = {
    granted: 'Notifications are allowed.',
    denied: 'This browser, or you, does not allow notifications here; the message is delivered all the same.',
    default: '',
  }[permission];
};
button.addEventListener('click', async () => {
  await Notification.requestPermission();
  say();
});
say();
