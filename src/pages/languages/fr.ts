import type { PageTexts } from './texts.ts'

/** French, with the formal address. */
export const fr: PageTexts = {
  faults: {
    foreign: {
      title: 'Ce lien est déjà utilisé',
      happened:
        'Il a déjà été ouvert dans un autre navigateur ou sur un autre appareil, et ne fonctionne que dans un seul.',
      next: 'Continuez là où vous l’avez d’abord ouvert, ou demandez un nouveau lien dans l’application.',
    },
    spent: {
      title: 'Votre transaction est déjà en cours',
      happened: {
        named: 'Une transaction chez {provider} a été commencée avec ce lien, qui ne peut donc plus servir.',
        unnamed: 'Une transaction a été commencée avec ce lien, qui ne peut donc plus servir.',
      },
      next: 'Revenez à l’application pour suivre son avancement, et ne commencez pas de seconde transaction.',
    },
    completed: {
      title: 'Cette transaction est terminée',
      happened: {
        named: '{provider} a confirmé la transaction effectuée avec ce lien.',
        unnamed: 'Le prestataire a confirmé la transaction effectuée avec ce lien.',
      },
      next: 'Revenez à l’application pour la consulter ou pour en commencer une autre.',
    },
    failed: {
      title: 'Cette transaction n’a pas abouti',
      happened: {
        named: '{provider} nous a signalé l’échec de la transaction effectuée avec ce lien.',
        unnamed: 'Le prestataire nous a signalé l’échec de la transaction effectuée avec ce lien.',
      },
      next: 'Si votre compte a été débité, contactez l’assistance avant de réessayer ; sinon, recommencez dans l’application.',
    },
    cancelled: {
      title: 'Cette transaction a été annulée',
      happened: 'La transaction commencée avec ce lien a été annulée ; le lien est donc fermé.',
      next: 'Si vous souhaitez toujours effectuer cette transaction, recommencez dans l’application.',
    },
    expired: {
      title: 'Ce lien a expiré',
      happened: 'Pour votre sécurité, un lien fonctionne pendant {hours}, et celui-ci est plus ancien.',
      next: 'Revenez à l’application et recommencez ; un nouveau lien y sera créé.',
    },
    worn_out: {
      title: 'Ce lien est épuisé',
      happened: 'Il a été ouvert trop de fois sans transaction, et l’ouvrir de nouveau n’y changera rien.',
      next: 'Revenez à l’application et recommencez ; un nouveau lien y sera créé.',
    },
    refused: {
      title: 'Cette transaction n’est plus proposée',
      happened:
        'Aucun prestataire ne l’accepte actuellement telle qu’elle a été demandée, avec ce montant, ce moyen de paiement et ce pays.',
      next: 'Revenez à l’application et recommencez, peut-être avec un autre montant ou un autre moyen de paiement.',
    },
    unknown: {
      title: 'Ce lien est introuvable',
      happened: 'L’adresse est incomplète ou mal saisie, ou le lien n’existe plus.',
      next: 'Ouvrez de nouveau le lien depuis l’application et vérifiez que vous l’avez copié en entier.',
    },
    unavailable: {
      title: 'Réessayez dans un instant',
      happened: {
        named: '{provider} est injoignable pour le moment.',
        unnamed: 'Le prestataire de paiement est injoignable pour le moment.',
      },
      next: 'Patientez quelques secondes et réessayez ; votre lien reste valable.',
    },
    out_of_service: {
      title: 'Nous revenons dans un instant',
      happened:
        'Ce service ne peut pas répondre pour le moment. Votre lien n’est pas en cause, et une transaction déjà effectuée suit son cours.',
      next: 'Patientez quelques secondes et réessayez.',
    },
    broken: {
      title: 'Une erreur s’est produite de notre côté',
      happened: 'Cette page n’a pas pu être créée. Une transaction déjà effectuée suit son cours.',
      next: 'Réessayez ; si le problème persiste, contactez l’assistance en indiquant la référence ci-dessous.',
    },
  },
  returns: {
    returned: {
      title: { named: 'Vous avez quitté {provider}', unnamed: 'Vous avez quitté le prestataire' },
      happened:
        'Si vous avez effectué une transaction, votre application en montre l’avancement. Sinon, vous n’avez rien à faire.',
    },
    transacting: {
      title: 'Votre transaction est en cours',
      happened: {
        named: '{provider} la traite, ce qui peut prendre quelques minutes. Votre application en montre l’avancement.',
        unnamed:
          'Le prestataire la traite, ce qui peut prendre quelques minutes. Votre application en montre l’avancement.',
      },
    },
    completed: {
      title: 'Votre transaction est terminée',
      happened: {
        named: '{provider} nous a indiqué qu’elle a abouti. Votre application en montre les détails.',
        unnamed: 'Le prestataire nous a indiqué qu’elle a abouti. Votre application en montre les détails.',
      },
    },
    failed: {
      title: 'Cette transaction n’a pas abouti',
      happened: {
        named:
          '{provider} nous a signalé son échec. Si votre compte a été débité, contactez l’assistance avant de réessayer ; sinon, recommencez dans l’application.',
        unnamed:
          'Le prestataire nous a signalé son échec. Si votre compte a été débité, contactez l’assistance avant de réessayer ; sinon, recommencez dans l’application.',
      },
    },
    cancelled: {
      title: 'Cette transaction a été annulée',
      happened: 'Si vous souhaitez toujours effectuer cette transaction, recommencez dans l’application.',
    },
  },
  closeAndGoBack: 'Vous pouvez fermer cette page et revenir à l’application.',
  appIsTold: 'L’application a été informée de votre retour. Vous pouvez fermer cette page.',
  closeTabYourself: 'Vous seul pouvez fermer cet onglet de votre navigateur. Fermez-le et revenez à l’application.',
  nothingCharged: 'L’ouverture de cette page n’a rien coûté.',
  buttons: {
    retry: 'Réessayer',
    back: 'Revenir à l’application',
    close: 'Fermer cette fenêtre',
    proceed: 'Continuer',
  },
  trade: { purchase: 'Achat', sale: 'Vente', amount: 'Montant', payout: 'Versement en', provider: 'Prestataire' },
  support: {
    code: 'Besoin d’aide ? Communiquez ce code à l’assistance :',
    reference: 'Si vous contactez l’assistance, indiquez cette référence :',
    contact: 'Contacter l’assistance',
    subject: 'Code d’assistance {code}',
  },
  preview: {
    title: 'Un lien personnel vers un prestataire de paiement',
    description: 'Ouvrez-le dans votre propre navigateur pour continuer. Il ne fonctionne que pour une seule personne.',
  },
  proceed: {
    title: 'Continuer vers le prestataire de paiement',
    happened:
      'Ce lien ne fonctionne que pour une seule personne. Appuyez sur le bouton pour l’ouvrir dans ce navigateur.',
  },
  refusals: {
    route_not_found: {
      title: 'Il n’y a rien à cette adresse',
      happened: 'Vérifiez l’adresse, ou revenez à l’application d’où vous venez.',
    },
    method_not_allowed: {
      title: 'Cette adresse ne s’ouvre pas ainsi',
      happened: 'Revenez à l’application d’où vous venez et réessayez de là.',
    },
    internal: {
      title: 'Une erreur s’est produite de notre côté',
      happened: 'Réessayez dans un instant ; si le problème persiste, contactez l’assistance.',
    },
    overloaded: {
      title: 'Nous revenons dans un instant',
      happened: 'Ce service ne peut pas répondre pour le moment. Patientez quelques secondes et réessayez.',
    },
  },
  codeExplained: 'Signification de {code}',
}
