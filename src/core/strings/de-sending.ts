// The words of "Send to" in German.

import { sayNumber } from '../say.ts';
import type { SendingStrings } from './en-sending.ts';

const n = (value: number): string => sayNumber(value, { language: 'de', timeZone: 'UTC' });

export const deSending: SendingStrings = {
  sendTo: 'Senden an',
  title: 'Senden an',
  lede: 'Ihre eigenen Orte, an die ein Artikel gesendet werden kann. Was Sie senden, wird zuerst aufgehoben: Es kommt an, auch wenn gerade kein Netz da ist oder Sie den Tab schließen.',
  none: 'Noch kein Ziel.',
  noneHint: 'Ein Ziel ist jede Adresse, die eine Web-Anfrage annimmt, oder Ihr eigenes Wallabag oder Linkding.',
  add: 'Ziel hinzufügen',
  kinds: { webhook: 'Webhook', wallabag: 'Wallabag', linkding: 'Linkding' },
  kindHints: {
    webhook: 'Jede Adresse, die JSON annimmt: eine Automation, ein Notizbuch, ein Chat.',
    wallabag: 'Liest die Seite später, auf einem eigenen Server.',
    linkding: 'Lesezeichen, auf einem eigenen Server.',
  },
  addOf: { webhook: 'Webhook hinzufügen', wallabag: 'Wallabag hinzufügen', linkding: 'Linkding hinzufügen' },
  editOf: name => `${name} bearbeiten`,
  edit: 'Bearbeiten',
  remove: 'Entfernen',
  test: 'Testen',
  removeSure: (name, waiting) =>
    waiting === 0
      ? `${name} entfernen? Nichts wartet darauf.`
      : `${name} entfernen? ${waiting === 1 ? 'Der Artikel, der darauf wartet, wird' : `Die ${n(waiting)} Artikel, die darauf warten, werden`} nicht gesendet.`,
  removed: name => `${name} ist entfernt.`,
  lacksSecret: 'Sein Token ist nicht auf diesem Gerät. Bearbeiten Sie es und tragen Sie es ein.',
  back: 'Zurück zum Artikel',
  back2: 'Zurück zu den Einstellungen',
  name: 'Name',
  address: {
    webhook: 'Adresse des Webhooks',
    wallabag: 'Adresse Ihres Wallabag',
    linkding: 'Adresse Ihres Linkding',
  },
  token: 'Token, falls es eines verlangt',
  tokenHint: 'Es geht als „Authorization: Bearer …“, und nur dorthin.',
  apiToken: 'API-Token',
  apiTokenHint: 'In Linkding unter Einstellungen, Integrationen, REST API.',
  clientId: 'Client-ID',
  clientSecret: 'Client-Secret',
  clientHint: 'In Wallabag unter API-Clients-Verwaltung, Neuen Client erstellen.',
  username: 'Benutzername',
  password: 'Passwort',
  passwordHint: 'Wird einmal gebraucht, zum Anmelden, und nicht aufgehoben.',
  kept: 'Leer lassen, um es zu behalten.',
  secretHint: 'Es bleibt auf diesem Gerät, und aus Sicherungen heraus, wenn Sie es nicht anders wünschen.',
  template: 'Was gesendet wird, als JSON',
  templateHint:
    'In seinen Texten werden eingesetzt: {{title}}, {{url}}, {{excerpt}}, {{author}}, {{feed}}, {{published}}, {{key}}.',
  keyTitle:
    'Geht eine Antwort verloren, wird ein Artikel ein zweites Mal gesendet. Woran erkennt diese Adresse, dass sie ihn schon hat?',
  keys: { header: 'An einer Kopfzeile', field: 'An einem Feld im JSON', none: 'Gar nicht' },
  keyName: { header: 'Name der Kopfzeile', field: 'Name des Feldes' },
  keyHintHeader: 'Viele Seiten lassen einen Browser keine eigene Kopfzeile senden. Der Test zeigt es.',
  onUnknownTitle: 'Und wenn niemand sagen kann, ob es ankam',
  onUnknown: { resend: 'Noch einmal senden', ask: 'Erst mich fragen' },
  modeTitle: 'Antwortet sie einem Browser?',
  modes: {
    cors: 'Ja: Predawn erfährt, ob es ankam (CORS)',
    opaque: 'Nein: ohne Antwort übergeben',
  },
  modeHint: 'Ohne Antwort geht weder Token noch Kopfzeile mit, und Predawn kann nur „übergeben“ sagen.',
  knowsTwice: {
    wallabag: 'Wallabag erkennt eine Adresse, die es schon hat: Zweimal gesendet ist einmal aufgehoben.',
    linkding: 'Linkding erkennt eine Adresse, die es schon hat: Zweimal gesendet ist einmal aufgehoben.',
  },
  testAndSave: 'Testen und speichern',
  saveAnyway: 'Trotzdem speichern',
  testing: 'Wird getestet …',
  works: {
    webhook: 'Es geht: Ein Probeartikel wurde gesendet und angenommen. Gespeichert.',
    wallabag: 'Es geht: Sie sind angemeldet. Gespeichert.',
    linkding: 'Es geht: Das Token stimmt. Gespeichert.',
  },
  noReceipt: 'quittiert nichts',
  worksNow: 'Es geht.',
  handedOver:
    'Ein Probeartikel wurde übergeben. Diese Adresse gibt keine Antwort, die ein Browser lesen darf: Sehen Sie dort nach, ob er ankam. Gespeichert.',
  handedOverNow: 'Ein Probeartikel wurde übergeben. Sehen Sie dort nach, ob er ankam.',
  failed: (what, todo) => `Es geht noch nicht. ${what} ${todo}`,
  said: reason => `Die Antwort: „${reason}“`,
  offline:
    'Es ist kein Netz da, also kann jetzt nicht getestet werden. Speichern Sie es; es wird mit dem ersten Artikel versucht.',
  corsWebhook: 'Oder wählen Sie unten „Nein: ohne Antwort übergeben“, wenn Sie keine Quittung brauchen.',
  corsOwn:
    'Ist es Ihres, lassen Sie seinen Webserver die CORS-Kopfzeilen senden, oder legen Sie beide unter eine Adresse.',
  saved: 'Gespeichert.',
  done: 'Fertig',
  cancel: 'Abbrechen',
  choose: 'Senden an',
  another: 'Weiteres einrichten',
  noAddress: 'Dieser Artikel hat keine Adresse, die gesendet werden könnte.',
  sentSoon: name => `Aufgehoben, wird an ${name} gesendet.`,
  sentLater: name => `Aufgehoben, wird an ${name} gesendet, sobald ein Netz da ist.`,
  sentLaterOpen: name => `Aufgehoben, wird an ${name} gesendet, wenn ein Netz da und Predawn offen ist.`,
  sent: title => `Gesendet: ${title}`,
  restored:
    'Dieser Browser hat verloren, was Predawn auf diesem Gerät gespeichert hatte. Feeds, Einstellungen, Lesezeiten, Sterne und alles, was noch zu senden ist, sind aus einer zweiten Kopie wieder da. Die Artikel kommen mit der nächsten Ausgabe; welche davon gelesen waren, ist nicht mehr bekannt.',
  understood: 'Verstanden',
  sentMany: count => `${n(count)} gesendet.`,
  wasHandedOver: title => `Übergeben: ${title}`,
  refused: title => `Nicht gesendet: ${title}`,
  needsYou: title => `Wartet auf Sie: ${title}`,
  see: 'Zum Ausgang',
  outbox: {
    sendTo: (title, name) => `„${title}“ an ${name} senden`,
    waits: 'wartet',
    waitsOnline: 'wird gleich gesendet',
    waitsBehind: 'wartet auf das davor',
    handedOver: 'Übergeben',
    tryNow: 'Jetzt versuchen',
    undo: 'Rückgängig',
    restored: 'Es wartet wieder.',
  },
};
