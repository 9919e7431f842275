// Was schiefgehen kann, auf Deutsch: zu jedem Code, was geschehen ist und was zu tun ist. Vollständig, weil der Übersetzer darauf besteht.

import type { ErrorCode, ErrorWords } from './error-words.ts';

const BY_ITSELF = 'Es wird von selbst noch einmal versucht.';

export const ERRORS_DE: Readonly<Record<ErrorCode, ErrorWords>> = {
  unexpected: {
    what: 'Etwas ging schief, womit wir nicht gerechnet haben.',
    todo: 'Versuchen Sie es noch einmal; nichts Gespeichertes ist verloren.',
  },

  'quota-exceeded': {
    what: 'Der Speicher, den der Browser uns gibt, ist voll.',
    todo: 'Schaffen Sie Platz unter Einstellungen, Speicher, oder heben Sie Beiträge kürzer auf; nichts Gespeichertes ist verloren.',
  },
  'not-cloneable': {
    what: 'Das lässt sich auf dem Gerät nicht speichern.',
    todo: 'Lassen Sie weg, was weder Text noch Datei ist, und versuchen Sie es noch einmal.',
  },
  'storage-refused': {
    what: 'Der Browser verweigert hier den Speicher, wie in manchen privaten Fenstern.',
    todo: 'Lesen geht, aber mit dem Tab ist alles weg; öffnen Sie Predawn in einem gewöhnlichen Fenster, um es zu behalten.',
  },
  'storage-failed': {
    what: 'Der Browser konnte seinen Speicher nicht lesen oder beschreiben.',
    todo: 'Laden Sie die Seite neu; geschieht es wieder, starten Sie den Browser neu.',
  },
  'storage-closed': {
    what: 'Der Speicher wurde geschlossen, während er gebraucht wurde.',
    todo: 'Laden Sie die Seite neu.',
  },
  'newer-schema': {
    what: 'In einem anderen Tab läuft ein neueres Predawn; dieses hier liest nur noch.',
    todo: 'Laden Sie diese Seite neu, um das neuere zu bekommen.',
  },
  'too-busy': {
    what: 'Andere Tabs haben dasselbe immer wieder geändert.',
    todo: 'Versuchen Sie es noch einmal.',
  },
  'bad-key': {
    what: 'Predawn wollte etwas unter einem kaputten Schlüssel speichern.',
    todo: 'Laden Sie die Seite neu; sagen Sie uns, wenn es wieder geschieht.',
  },
  'unknown-feed': {
    what: 'Diesen Feed haben Sie nicht mehr abonniert.',
    todo: 'Abonnieren Sie ihn wieder, um ihn zu lesen.',
  },
  'unknown-article': {
    what: 'Dieser Beitrag ist nicht mehr auf dem Gerät.',
    todo: 'Aktualisieren Sie seinen Feed, oder öffnen Sie das Original.',
  },
  'blob-lost': {
    what: 'Eine Datei, die zu dieser Nachricht gehört, ist nicht mehr auf dem Gerät.',
    todo: 'Verwerfen Sie die Nachricht, und senden Sie sie mit der Datei noch einmal.',
  },
  'not-a-backup': {
    what: 'Diese Datei ist keine Sicherung von Predawn.',
    todo: 'Wählen Sie eine, die Predawn unter Einstellungen, Ihre Daten gespeichert hat.',
  },
  'damaged-backup': {
    what: 'Diese Sicherung ist beschädigt oder abgeschnitten.',
    todo: 'Wählen Sie eine andere Kopie; es wurde nichts geändert.',
  },
  'newer-backup': {
    what: 'Diese Sicherung stammt aus einem neueren Predawn.',
    todo: 'Bringen Sie Predawn auf den neuesten Stand, und spielen Sie sie dann ein.',
  },
  'too-large': {
    what: 'Das ist größer als die 25 MB, die eine Nachricht fassen darf.',
    todo: 'Wählen Sie kleinere Dateien, oder senden Sie sie einzeln.',
  },

  offline: {
    what: 'Es gibt kein Netz.',
    todo: 'Was Sie getan haben, ist aufgehoben und geht hinaus, sobald das Netz wieder da ist.',
  },
  network: { what: 'Das Netz hat unterwegs versagt.', todo: BY_ITSELF },
  timeout: { what: 'Die Antwort hat zu lange gedauert.', todo: BY_ITSELF },
  'gateway-unreachable': {
    what: 'Das Gateway antwortet nicht.',
    todo: 'Was auf dem Gerät ist, lässt sich lesen; es wird von selbst noch einmal versucht.',
  },
  'no-gateway': {
    what: 'Unter der eingestellten Adresse gibt es kein Gateway.',
    todo: 'Prüfen Sie die Adresse in den Einstellungen.',
  },
  'gateway-broke-off': {
    what: 'Das Gateway brach mitten in seiner Antwort ab.',
    todo: 'Was kam, ist da; der Rest wird von selbst noch einmal geholt.',
  },
  'gateway-silent': {
    what: 'Das Gateway verstummte mitten in seiner Antwort.',
    todo: 'Was kam, ist da; der Rest wird von selbst noch einmal geholt.',
  },
  'bad-answer': {
    what: 'Das Gateway hat etwas geantwortet, was Predawn nicht versteht.',
    todo: 'Laden Sie die Seite neu; sie oder das Gateway ist vielleicht veraltet.',
  },
  'already-running': { what: 'Ein anderer Tab holt schon.', todo: '' },
  'replay-failed': {
    what: 'Was wartet, ließ sich diesmal nicht senden.',
    todo: 'Es bleibt im Ausgang und wird von selbst noch einmal versucht.',
  },
  interrupted: { what: 'Es wurde unterbrochen, bevor es fertig war.', todo: 'Es geht von selbst weiter.' },
  cancelled: { what: 'Es wurde abgebrochen.', todo: '' },
  'server-busy': {
    what: 'Der Server ist beschäftigt und bittet um Geduld.',
    todo: 'Es wird von selbst noch einmal versucht, zu der Zeit, die er genannt hat.',
  },
  'server-failed': { what: 'Der Server hat versagt.', todo: BY_ITSELF },
  'needs-sign-in': {
    what: 'Der Server verlangt eine Anmeldung.',
    todo: 'Melden Sie sich dort an, und wählen Sie dann „Noch einmal versuchen“.',
  },
  'sign-in-page': {
    what: 'Der Server hat mit einer Anmeldeseite geantwortet, statt das Gesendete anzunehmen.',
    todo: 'Melden Sie sich dort an, und wählen Sie dann „Noch einmal versuchen“.',
  },
  forbidden: {
    what: 'Der Server erlaubt das nicht.',
    todo: 'Prüfen Sie dort Ihr Konto oder dessen Token, und wählen Sie dann „Noch einmal versuchen“.',
  },
  'refuses-browsers': {
    what: 'Diese Seite nimmt keine Anfragen von Browsern an (CORS).',
    todo: 'Bitten Sie ihren Betreiber, sie zu erlauben, oder wählen Sie ein anderes Ziel.',
  },
  refused: {
    what: 'Der Server hat es abgelehnt.',
    todo: 'Lesen Sie seinen Grund, ändern Sie, was nötig ist, und versuchen Sie es noch einmal, oder verwerfen Sie es.',
  },
  'bad-request': {
    what: 'Der Server hat die Anfrage nicht verstanden.',
    todo: 'Prüfen Sie Adresse und Felder, und versuchen Sie es dann noch einmal, oder verwerfen Sie es.',
  },
  'not-found': {
    what: 'Unter dieser Adresse ist nichts.',
    todo: 'Prüfen Sie die Adresse, und versuchen Sie es dann noch einmal, oder verwerfen Sie es.',
  },
  'no-longer-there': {
    what: 'Was unter dieser Adresse war, wurde endgültig entfernt.',
    todo: 'Verwerfen Sie es, oder suchen Sie die neue Adresse.',
  },
  conflict: {
    what: 'Der Server hat schon etwas anderes.',
    todo: 'Sehen Sie dort nach, und versuchen Sie es dann noch einmal, oder verwerfen Sie es.',
  },
  'payload-too-large': {
    what: 'Dem Server war es zu groß.',
    todo: 'Machen Sie es kleiner und senden Sie es noch einmal, oder verwerfen Sie es.',
  },
  unprocessable: {
    what: 'Der Server kann mit dem Gesendeten nichts anfangen.',
    todo: 'Prüfen Sie die Felder, und versuchen Sie es dann noch einmal, oder verwerfen Sie es.',
  },
  'unknown-fate': {
    what: 'Der Browser wurde geschlossen, während dies unterwegs war; niemand kann sagen, ob es ankam.',
    todo: 'Sehen Sie am Ziel nach, und wählen Sie dann „Noch einmal senden“ oder „Verwerfen“.',
  },
  'other-subject': {
    what: 'Das gehört zu einem anderen Konto.',
    todo: 'Melden Sie sich mit diesem Konto an, um es zu senden.',
  },

  'no-feed-found': {
    what: 'Unter dieser Adresse gibt es keinen Feed.',
    todo: 'Prüfen Sie sie, oder geben Sie die Adresse des Feeds selbst ein.',
  },
  'not-a-feed': {
    what: 'Was zurückkam, ist kein Feed.',
    todo: 'Prüfen Sie die Adresse, oder geben Sie die der Seite ein, um nach ihren Feeds zu suchen.',
  },
  'empty-document': {
    what: 'Die Antwort war leer.',
    todo: 'Es wird von selbst noch einmal versucht; bleibt es so, prüfen Sie die Adresse.',
  },
  'bad-url': {
    what: 'Das ist keine Adresse im Web.',
    todo: 'Geben Sie eine ein, die mit http:// oder https:// beginnt.',
  },
  'needs-name': { what: 'Es hat noch keinen Namen.', todo: 'Geben Sie ihm einen, damit Sie es im Menü wiederfinden.' },
  'needs-secret': {
    what: 'Es verlangt ein Token oder Passwort.',
    todo: 'Tragen Sie es ein; Ihre Einstellungen dort zeigen es.',
  },
  'bad-template': {
    what: 'Diese Vorlage ist kein gültiges JSON.',
    todo: 'Setzen Sie jedes {{Wort}} in doppelte Anführungszeichen, und suchen Sie ein fehlendes Komma oder eine Klammer.',
  },
  'private-address': {
    what: 'Diese Adresse gehört zu einem privaten Netz, das das Gateway nicht betritt.',
    todo: 'Nehmen Sie eine öffentliche Adresse, oder bitten Sie den Betreiber des Gateways, sie zu erlauben.',
  },
  'dns-failed': {
    what: 'Eine solche Seite gibt es nicht.',
    todo: 'Prüfen Sie die Schreibung; es wird von selbst noch einmal versucht.',
  },
  'tls-failed': {
    what: 'Die Seite hat kein gültiges Zertifikat.',
    todo: 'Ihr Betreiber muss das beheben; es wird von selbst noch einmal versucht.',
  },
  'connection-refused': { what: 'Die Seite hat die Verbindung abgelehnt.', todo: BY_ITSELF },
  'too-many-redirects': { what: 'Die Adresse führt im Kreis.', todo: 'Prüfen Sie die Adresse.' },
  'http-error': { what: 'Die Seite hat mit einem Fehler geantwortet.', todo: BY_ITSELF },
  'rate-limited': {
    what: 'Die Seite bittet um Geduld.',
    todo: 'Es wird von selbst noch einmal versucht, zu der Zeit, die sie genannt hat.',
  },
  'feed-gone': {
    what: 'Der Herausgeber hat diesen Feed eingestellt.',
    todo: 'Seine Beiträge bleiben; bestellen Sie ihn ab, wenn Sie sie nicht mehr brauchen.',
  },
  'feed-too-large': { what: 'Dieser Feed ist zu groß.', todo: 'Bitten Sie den Herausgeber um einen kürzeren.' },
  'parse-timeout': { what: 'Diesen Feed zu lesen hat zu lange gedauert.', todo: BY_ITSELF },
  'needs-gateway': {
    what: 'Diese Seite lässt einen Browser ihren Feed nicht unmittelbar lesen.',
    todo: 'Stellen Sie in den Einstellungen ein Gateway ein.',
  },
  'forbidden-port': {
    what: 'Die Adresse nennt einen Port, von dem keine Feeds geholt werden.',
    todo: 'Nehmen Sie die übliche Adresse der Seite, oder bitten Sie den Betreiber des Gateways, ihn zu erlauben.',
  },
  'bad-encoding': {
    what: 'Die Antwort lässt sich nicht auspacken.',
    todo: 'Der Herausgeber muss das beheben; es wird von selbst noch einmal versucht.',
  },
  'parse-failed': {
    what: 'Das ließ sich nicht lesen.',
    todo: 'Der Herausgeber muss das beheben; es wird von selbst noch einmal versucht.',
  },
  'not-a-page': {
    what: 'Unter dieser Adresse steht kein Beitrag, der sich lesen lässt.',
    todo: 'Öffnen Sie stattdessen das Original.',
  },
  'not-a-picture': { what: 'Was dort liegt, ist kein Bild, das sich zeigen lässt.', todo: '' },

  'too-many-requests': {
    what: 'Von hier kamen zu viele Anfragen.',
    todo: 'Warten Sie einen Augenblick; es wird von selbst noch einmal versucht.',
  },
  'quota-spent': {
    what: 'Das Kontingent dieses Gateways ist für heute aufgebraucht.',
    todo: 'Versuchen Sie es morgen wieder, oder betreiben Sie ein eigenes Gateway.',
  },
  'too-many-feeds': {
    what: 'Das sind mehr Feeds, als dieses Gateway einem Leser liefert.',
    todo: 'Bestellen Sie einige ab, oder betreiben Sie ein eigenes Gateway.',
  },
  'bad-signature': {
    what: 'Dieses Bild hat das Gateway nicht ausgegeben.',
    todo: 'Aktualisieren Sie den Feed, um seine Bilder wieder zu bekommen.',
  },
  'unknown-route': { what: 'Unter dieser Adresse hat das Gateway nichts.', todo: '' },
  'method-not-allowed': { what: 'Das tut das Gateway hier nicht.', todo: '' },
  'unknown-name': {
    what: 'Unter diesem Namen ist das Gateway nicht bekannt.',
    todo: 'Öffnen Sie es unter der Adresse, die es beim Start genannt hat, oder setzen Sie PREDAWN_URL auf diese.',
  },
  'cross-origin': {
    what: 'Andere Seiten dürfen dieses Gateway nicht benutzen.',
    todo: 'Bitten Sie seinen Betreiber, die Seite in PREDAWN_EMBED_ORIGINS aufzunehmen.',
  },
  'wrong-token': {
    what: 'Das ist nicht das Token des Gateways.',
    todo: 'Sehen Sie dort nach, wo das Gateway eingerichtet wurde, und versuchen Sie es noch einmal.',
  },
  'internal-error': {
    what: 'Im Gateway ist etwas kaputtgegangen.',
    todo: 'Es wird von selbst noch einmal versucht; sein Protokoll sagt mehr.',
  },

  'just-synced': { what: 'Alles wurde erst vor ein paar Minuten geholt.', todo: '' },
  'unlikely-session': { what: 'Vor dem nächsten Wecken werden Sie nicht beim Lesen erwartet.', todo: '' },
  'nothing-due': { what: 'Von keinem Feed wird Neues erwartet.', todo: '' },
  'save-data': { what: 'Der Datensparmodus ist an.', todo: 'Bis er aus ist, wird nur Text geholt.' },
  'low-battery': { what: 'Der Akku ist schwach.', todo: 'Es geht weiter, wenn er geladen ist.' },
  'budget-spent': {
    what: 'Die Datenmenge für heute ist verbraucht.',
    todo: 'Erhöhen Sie sie in den Einstellungen, oder warten Sie auf morgen.',
  },
  deadline: { what: 'Der Browser gab zu wenig Zeit.', todo: 'Der Rest kommt mit dem nächsten Wecken.' },

  'no-worker': {
    what: 'Diese Seite kann nicht im Hintergrund laufen, denn sie wurde nicht über https oder localhost geöffnet.',
    todo: 'Öffnen Sie sie über https; lesen lässt sie sich inzwischen.',
  },
  'worker-failed': {
    what: 'Der Arbeiter im Hintergrund ließ sich nicht einrichten.',
    todo: 'Laden Sie die Seite neu; lesen lässt sie sich inzwischen.',
  },
  'sync-refused': {
    what: 'Der Browser erlaubt hier keinen Abgleich im Hintergrund.',
    todo: 'Was wartet, wird gesendet, solange Predawn offen ist.',
  },
  'not-installed': {
    what: 'Predawn ist nicht installiert; deshalb weckt der Browser es nicht.',
    todo: 'Installieren Sie es, damit die Morgenausgabe von selbst geholt wird.',
  },
  'push-needs-gateway': {
    what: 'Es gibt kein Gateway, das wecken könnte.',
    todo: 'Stellen Sie in den Einstellungen eines ein; auf die anderen Arten wird weiter geweckt.',
  },
  'push-refused': {
    what: 'Das Gateway hat den Wunsch, geweckt zu werden, nicht angenommen.',
    todo: 'Schalten Sie es aus und wieder ein; auf die anderen Arten wird weiter geweckt.',
  },
  'push-ended': {
    what: 'Das Gateway kennt dieses Gerät nicht mehr.',
    todo: 'Schalten Sie das Wecken in den Einstellungen wieder ein.',
  },
  'notifications-denied': {
    what: 'Benachrichtigungen sind hier nicht erlaubt, und wer so geweckt wird, muss eine zeigen dürfen.',
    todo: 'Erlauben Sie sie in den Einstellungen des Browsers für diese Seite.',
  },
  'push-unavailable': {
    what: 'Dieser Browser hat keinen Dienst zum Wecken, oder er antwortet nicht.',
    todo: 'Geliefert wird auch ohne ihn, nur weniger pünktlich.',
  },
  'search-failed': {
    what: 'Die Suche ließ sich nicht einrichten.',
    todo: 'Laden Sie die Seite neu; Ihre Beiträge sind alle noch da.',
  },
  'newer-database': {
    what: 'Den Datenordner hat ein neueres Gateway geschrieben.',
    todo: 'Starten Sie jenes neuere, oder wählen Sie mit PREDAWN_DATA einen anderen Ordner.',
  },
  'not-opml': {
    what: 'Diese Datei ist keine Liste von Feeds (OPML).',
    todo: 'Geben Sie sie im anderen Leseprogramm noch einmal als OPML aus.',
  },
};
