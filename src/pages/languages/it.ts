import type { PageTexts } from './texts.ts'

/** Italian, worded so that it addresses everybody formally and alike. */
export const it: PageTexts = {
  faults: {
    foreign: {
      title: 'Questo link è già in uso',
      happened: 'È stato aperto in precedenza in un altro browser o su un altro dispositivo e funziona in uno solo.',
      next: 'Continui dove lo ha aperto la prima volta oppure richieda un nuovo link nell’app.',
    },
    spent: {
      title: 'La sua operazione è già in corso',
      happened: {
        named: 'Con questo link è stata avviata un’operazione presso {provider}, perciò non si può riutilizzare.',
        unnamed: 'Con questo link è stata avviata un’operazione, perciò non si può riutilizzare.',
      },
      next: 'Torni all’app per vedere come procede e, per favore, non ne avvii una seconda.',
    },
    completed: {
      title: 'Questa operazione è completata',
      happened: {
        named: '{provider} ha confermato l’operazione effettuata con questo link.',
        unnamed: 'Il fornitore ha confermato l’operazione effettuata con questo link.',
      },
      next: 'Torni all’app per vederla o per avviarne un’altra.',
    },
    failed: {
      title: 'Questa operazione non è andata a buon fine',
      happened: {
        named: '{provider} ha segnalato che l’operazione effettuata con questo link non è riuscita.',
        unnamed: 'Il fornitore ha segnalato che l’operazione effettuata con questo link non è riuscita.',
      },
      next: 'Se il suo conto è stato addebitato, contatti l’assistenza prima di riprovare; altrimenti ricominci nell’app.',
    },
    cancelled: {
      title: 'Questa operazione è stata annullata',
      happened: 'L’operazione avviata con questo link è stata annullata, perciò il link è chiuso.',
      next: 'Se desidera ancora effettuare l’operazione, ricominci nell’app.',
    },
    expired: {
      title: 'Questo link è scaduto',
      happened: 'Per la sua sicurezza un link funziona per {hours}, e questo è più vecchio.',
      next: 'Torni all’app e ricominci da lì: verrà creato un nuovo link.',
    },
    worn_out: {
      title: 'Questo link è esaurito',
      happened: 'È stato aperto troppe volte senza un’operazione, e aprirlo di nuovo non servirà.',
      next: 'Torni all’app e ricominci da lì: verrà creato un nuovo link.',
    },
    refused: {
      title: 'Questa operazione non è più disponibile',
      happened: 'Nessun fornitore la accetta ora così com’è, con questo importo, metodo di pagamento e Paese.',
      next: 'Torni all’app e ricominci da lì, magari con un altro importo o metodo di pagamento.',
    },
    unknown: {
      title: 'Non troviamo questo link',
      happened: 'L’indirizzo è incompleto o scritto male, oppure il link non esiste più.',
      next: 'Apra di nuovo il link dall’app e si assicuri di averlo copiato per intero.',
    },
    unavailable: {
      title: 'Riprovi tra un momento',
      happened: {
        named: 'Al momento {provider} non è raggiungibile.',
        unnamed: 'Al momento il fornitore di pagamenti non è raggiungibile.',
      },
      next: 'Attenda qualche secondo e riprovi; il suo link resta valido.',
    },
    out_of_service: {
      title: 'Torniamo tra un momento',
      happened:
        'Al momento questo servizio non può rispondere. Il suo link è a posto, e un’operazione già effettuata prosegue.',
      next: 'Attenda qualche secondo e riprovi.',
    },
    broken: {
      title: 'Qualcosa è andato storto da parte nostra',
      happened: 'Non è stato possibile creare questa pagina. Un’operazione già effettuata prosegue.',
      next: 'Riprovi; se il problema persiste, contatti l’assistenza e indichi il riferimento qui sotto.',
    },
  },
  returns: {
    returned: {
      title: { named: 'Ha lasciato {provider}', unnamed: 'Ha lasciato il fornitore' },
      happened:
        'Se ha effettuato un’operazione, la sua app mostra come procede. Se non ne ha effettuate, non deve fare nulla.',
    },
    transacting: {
      title: 'La sua operazione è in corso',
      happened: {
        named: '{provider} la sta elaborando, il che può richiedere alcuni minuti. La sua app mostra come procede.',
        unnamed: 'Il fornitore la sta elaborando, il che può richiedere alcuni minuti. La sua app mostra come procede.',
      },
    },
    completed: {
      title: 'La sua operazione è completata',
      happened: {
        named: '{provider} ci ha comunicato che è andata a buon fine. La sua app mostra i dettagli.',
        unnamed: 'Il fornitore ci ha comunicato che è andata a buon fine. La sua app mostra i dettagli.',
      },
    },
    failed: {
      title: 'Questa operazione non è andata a buon fine',
      happened: {
        named:
          '{provider} ci ha comunicato che non è riuscita. Se il suo conto è stato addebitato, contatti l’assistenza prima di riprovare; altrimenti ricominci nell’app.',
        unnamed:
          'Il fornitore ci ha comunicato che non è riuscita. Se il suo conto è stato addebitato, contatti l’assistenza prima di riprovare; altrimenti ricominci nell’app.',
      },
    },
    cancelled: {
      title: 'Questa operazione è stata annullata',
      happened: 'Se desidera ancora effettuare l’operazione, ricominci nell’app.',
    },
  },
  closeAndGoBack: 'Può chiudere questa pagina e tornare all’app.',
  appIsTold: 'L’app sa che ha fatto ritorno. Può chiudere questa pagina.',
  closeTabYourself: 'Il suo browser lascia che sia solo Lei a chiudere questa scheda. La chiuda e torni all’app.',
  nothingCharged: 'L’apertura di questa pagina non ha comportato alcun addebito.',
  buttons: { retry: 'Riprova', back: 'Torna all’app', close: 'Chiudi questa finestra', proceed: 'Continua' },
  trade: { purchase: 'Acquisto', sale: 'Vendita', amount: 'Importo', payout: 'Accredito in', provider: 'Fornitore' },
  support: {
    code: 'Serve aiuto? Comunichi questo codice all’assistenza:',
    reference: 'Se contatta l’assistenza, indichi questo riferimento:',
    contact: 'Contatta l’assistenza',
    subject: 'Codice di assistenza {code}',
  },
  preview: {
    title: 'Un link personale a un fornitore di pagamenti',
    description: 'Lo apra nel suo browser per continuare. Funziona per una sola persona.',
  },
  proceed: {
    title: 'Continui verso il fornitore di pagamenti',
    happened: 'Questo link funziona per una sola persona. Prema il pulsante per aprirlo in questo browser.',
  },
  refusals: {
    route_not_found: {
      title: 'A questo indirizzo non c’è nulla',
      happened: 'Controlli l’indirizzo oppure torni all’app da cui proviene.',
    },
    method_not_allowed: {
      title: 'Questo indirizzo non si apre così',
      happened: 'Torni all’app da cui proviene e riprovi da lì.',
    },
    internal: {
      title: 'Qualcosa è andato storto da parte nostra',
      happened: 'Riprovi tra un momento; se il problema persiste, contatti l’assistenza.',
    },
    overloaded: {
      title: 'Torniamo tra un momento',
      happened: 'Al momento questo servizio non può rispondere. Attenda qualche secondo e riprovi.',
    },
  },
  codeExplained: 'Che cosa significa {code}',
}
