import type { PageTexts } from './texts.ts'

/** German, with the formal address. */
export const de: PageTexts = {
  faults: {
    foreign: {
      title: 'Dieser Link wird bereits verwendet',
      happened:
        'Er wurde schon in einem anderen Browser oder auf einem anderen Gerät geöffnet und funktioniert nur in einem.',
      next: 'Machen Sie dort weiter, wo Sie ihn zuerst geöffnet haben, oder fordern Sie in der App einen neuen Link an.',
    },
    spent: {
      title: 'Ihre Transaktion läuft bereits',
      happened: {
        named:
          'Mit diesem Link wurde eine Transaktion bei {provider} begonnen, er kann daher nicht noch einmal verwendet werden.',
        unnamed: 'Mit diesem Link wurde eine Transaktion begonnen, er kann daher nicht noch einmal verwendet werden.',
      },
      next: 'Kehren Sie zur App zurück, um den Stand zu sehen, und beginnen Sie bitte keine zweite Transaktion.',
    },
    completed: {
      title: 'Diese Transaktion ist abgeschlossen',
      happened: {
        named: '{provider} hat die Transaktion zu diesem Link bestätigt.',
        unnamed: 'Der Anbieter hat die Transaktion zu diesem Link bestätigt.',
      },
      next: 'Kehren Sie zur App zurück, um sie anzusehen oder eine neue zu beginnen.',
    },
    failed: {
      title: 'Diese Transaktion ist fehlgeschlagen',
      happened: {
        named: '{provider} hat gemeldet, dass die Transaktion zu diesem Link fehlgeschlagen ist.',
        unnamed: 'Der Anbieter hat gemeldet, dass die Transaktion zu diesem Link fehlgeschlagen ist.',
      },
      next: 'Falls Geld von Ihrem Konto abgebucht wurde, wenden Sie sich vor einem neuen Versuch an den Support; andernfalls beginnen Sie in der App von vorn.',
    },
    cancelled: {
      title: 'Diese Transaktion wurde abgebrochen',
      happened: 'Die mit diesem Link begonnene Transaktion wurde abgebrochen, der Link ist daher geschlossen.',
      next: 'Wenn Sie die Transaktion noch durchführen möchten, beginnen Sie in der App von vorn.',
    },
    expired: {
      title: 'Dieser Link ist abgelaufen',
      happened: 'Zu Ihrer Sicherheit gilt ein Link {hours} lang, und dieser ist älter.',
      next: 'Kehren Sie zur App zurück und beginnen Sie dort von vorn; dabei entsteht ein neuer Link.',
    },
    worn_out: {
      title: 'Dieser Link ist aufgebraucht',
      happened: 'Er wurde zu oft ohne Transaktion geöffnet, und erneutes Öffnen hilft nicht weiter.',
      next: 'Kehren Sie zur App zurück und beginnen Sie dort von vorn; dabei entsteht ein neuer Link.',
    },
    refused: {
      title: 'Diese Transaktion wird nicht mehr angeboten',
      happened:
        'Kein Anbieter nimmt sie derzeit so an, wie sie angefragt wurde: mit diesem Betrag, dieser Zahlungsart und diesem Land.',
      next: 'Kehren Sie zur App zurück und beginnen Sie dort von vorn, vielleicht mit einem anderen Betrag oder einer anderen Zahlungsart.',
    },
    unknown: {
      title: 'Wir finden diesen Link nicht',
      happened: 'Die Adresse ist unvollständig oder falsch geschrieben, oder es gibt den Link nicht mehr.',
      next: 'Öffnen Sie den Link erneut aus der App und achten Sie darauf, dass Sie ihn vollständig kopiert haben.',
    },
    unavailable: {
      title: 'Bitte versuchen Sie es gleich noch einmal',
      happened: {
        named: '{provider} ist gerade nicht erreichbar.',
        unnamed: 'Der Zahlungsanbieter ist gerade nicht erreichbar.',
      },
      next: 'Warten Sie einige Sekunden und versuchen Sie es erneut; Ihr Link bleibt gültig.',
    },
    out_of_service: {
      title: 'Wir sind gleich wieder da',
      happened:
        'Dieser Dienst kann gerade nicht antworten. Mit Ihrem Link ist alles in Ordnung, und eine bereits beauftragte Transaktion läuft weiter.',
      next: 'Warten Sie einige Sekunden und versuchen Sie es erneut.',
    },
    broken: {
      title: 'Bei uns ist etwas schiefgegangen',
      happened: 'Diese Seite konnte nicht erstellt werden. Eine bereits beauftragte Transaktion läuft weiter.',
      next: 'Versuchen Sie es erneut; wenn es so bleibt, wenden Sie sich mit der unten stehenden Referenz an den Support.',
    },
  },
  returns: {
    returned: {
      title: { named: 'Sie sind zurück von {provider}', unnamed: 'Sie sind zurück vom Anbieter' },
      happened:
        'Wenn Sie eine Transaktion beauftragt haben, zeigt Ihre App den Stand. Wenn nicht, brauchen Sie nichts weiter zu tun.',
    },
    transacting: {
      title: 'Ihre Transaktion läuft',
      happened: {
        named: '{provider} bearbeitet sie, was einige Minuten dauern kann. Ihre App zeigt den Stand.',
        unnamed: 'Der Anbieter bearbeitet sie, was einige Minuten dauern kann. Ihre App zeigt den Stand.',
      },
    },
    completed: {
      title: 'Ihre Transaktion ist abgeschlossen',
      happened: {
        named: '{provider} hat uns gemeldet, dass sie ausgeführt wurde. Ihre App zeigt die Einzelheiten.',
        unnamed: 'Der Anbieter hat uns gemeldet, dass sie ausgeführt wurde. Ihre App zeigt die Einzelheiten.',
      },
    },
    failed: {
      title: 'Diese Transaktion ist fehlgeschlagen',
      happened: {
        named:
          '{provider} hat uns gemeldet, dass sie fehlgeschlagen ist. Falls Geld von Ihrem Konto abgebucht wurde, wenden Sie sich vor einem neuen Versuch an den Support; andernfalls beginnen Sie in der App von vorn.',
        unnamed:
          'Der Anbieter hat uns gemeldet, dass sie fehlgeschlagen ist. Falls Geld von Ihrem Konto abgebucht wurde, wenden Sie sich vor einem neuen Versuch an den Support; andernfalls beginnen Sie in der App von vorn.',
      },
    },
    cancelled: {
      title: 'Diese Transaktion wurde abgebrochen',
      happened: 'Wenn Sie die Transaktion noch durchführen möchten, beginnen Sie in der App von vorn.',
    },
  },
  closeAndGoBack: 'Sie können diese Seite schließen und zur App zurückkehren.',
  appIsTold: 'Die App weiß jetzt, dass Sie zurück sind. Sie können diese Seite schließen.',
  closeTabYourself:
    'Ihr Browser lässt nur Sie selbst diesen Tab schließen. Schließen Sie ihn und kehren Sie zur App zurück.',
  nothingCharged: 'Für das Öffnen dieser Seite wurde nichts abgebucht.',
  buttons: {
    retry: 'Erneut versuchen',
    back: 'Zurück zur App',
    close: 'Dieses Fenster schließen',
    proceed: 'Weiter',
  },
  trade: { purchase: 'Kauf', sale: 'Verkauf', amount: 'Betrag', payout: 'Auszahlung in', provider: 'Anbieter' },
  support: {
    code: 'Brauchen Sie Hilfe? Nennen Sie dem Support diesen Code:',
    reference: 'Wenn Sie sich an den Support wenden, nennen Sie diese Referenz:',
    contact: 'Support kontaktieren',
    subject: 'Support-Code {code}',
  },
  preview: {
    title: 'Ein persönlicher Link zu einem Zahlungsanbieter',
    description: 'Öffnen Sie ihn in Ihrem eigenen Browser, um fortzufahren. Er funktioniert nur für eine Person.',
  },
  proceed: {
    title: 'Weiter zum Zahlungsanbieter',
    happened: 'Dieser Link funktioniert nur für eine Person. Über die Schaltfläche öffnen Sie ihn in diesem Browser.',
  },
  refusals: {
    route_not_found: {
      title: 'Unter dieser Adresse gibt es nichts',
      happened: 'Prüfen Sie die Adresse, oder kehren Sie zu der App zurück, aus der Sie kommen.',
    },
    method_not_allowed: {
      title: 'Diese Adresse lässt sich so nicht öffnen',
      happened: 'Kehren Sie zu der App zurück, aus der Sie kommen, und versuchen Sie es dort erneut.',
    },
    internal: {
      title: 'Bei uns ist etwas schiefgegangen',
      happened: 'Versuchen Sie es gleich noch einmal; wenn es so bleibt, wenden Sie sich an den Support.',
    },
    overloaded: {
      title: 'Wir sind gleich wieder da',
      happened: 'Dieser Dienst kann gerade nicht antworten. Warten Sie einige Sekunden und versuchen Sie es erneut.',
    },
  },
  codeExplained: 'Was {code} bedeutet',
}
