import type { PageTexts } from './texts.ts'

/** Portuguese as in Brazil. */
export const pt: PageTexts = {
  faults: {
    foreign: {
      title: 'Este link já está em uso',
      happened: 'Ele foi aberto antes em outro navegador ou em outro dispositivo e funciona em apenas um.',
      next: 'Continue onde você o abriu primeiro ou peça um novo link no aplicativo.',
    },
    spent: {
      title: 'Sua operação já está em andamento',
      happened: {
        named: 'Uma operação com {provider} foi iniciada com este link, por isso ele não pode ser usado de novo.',
        unnamed: 'Uma operação foi iniciada com este link, por isso ele não pode ser usado de novo.',
      },
      next: 'Volte ao aplicativo para ver o andamento e, por favor, não inicie uma segunda operação.',
    },
    completed: {
      title: 'Esta operação foi concluída',
      happened: {
        named: '{provider} confirmou a operação feita com este link.',
        unnamed: 'O provedor confirmou a operação feita com este link.',
      },
      next: 'Volte ao aplicativo para vê-la ou para iniciar outra.',
    },
    failed: {
      title: 'Esta operação não foi realizada',
      happened: {
        named: '{provider} informou que a operação feita com este link falhou.',
        unnamed: 'O provedor informou que a operação feita com este link falhou.',
      },
      next: 'Se algum valor saiu da sua conta, fale com o suporte antes de tentar de novo; caso contrário, recomece no aplicativo.',
    },
    cancelled: {
      title: 'Esta operação foi cancelada',
      happened: 'A operação iniciada com este link foi cancelada, por isso o link está encerrado.',
      next: 'Se ainda quiser fazer a operação, recomece no aplicativo.',
    },
    expired: {
      title: 'Este link expirou',
      happened: 'Para sua segurança, um link funciona por {hours}, e este é mais antigo.',
      next: 'Volte ao aplicativo e recomece por lá; um novo link será criado.',
    },
    worn_out: {
      title: 'Este link se esgotou',
      happened: 'Ele foi aberto vezes demais sem uma operação, e abri-lo de novo não vai ajudar.',
      next: 'Volte ao aplicativo e recomece por lá; um novo link será criado.',
    },
    refused: {
      title: 'Esta operação não está mais disponível',
      happened: 'Nenhum provedor a aceita agora como foi pedida, com este valor, meio de pagamento e país.',
      next: 'Volte ao aplicativo e recomece por lá, talvez com outro valor ou meio de pagamento.',
    },
    unknown: {
      title: 'Não encontramos este link',
      happened: 'O endereço está incompleto ou digitado errado, ou o link não existe mais.',
      next: 'Abra o link de novo pelo aplicativo e confira se ele foi copiado por inteiro.',
    },
    unavailable: {
      title: 'Tente de novo em instantes',
      happened: {
        named: 'Não é possível acessar {provider} neste momento.',
        unnamed: 'Não é possível acessar o provedor de pagamento neste momento.',
      },
      next: 'Espere alguns segundos e tente de novo; seu link continua válido.',
    },
    out_of_service: {
      title: 'Voltamos em instantes',
      happened:
        'Este serviço não pode responder neste momento. Não há nada de errado com seu link, e uma operação já feita segue normalmente.',
      next: 'Espere alguns segundos e tente de novo.',
    },
    broken: {
      title: 'Algo deu errado do nosso lado',
      happened: 'Não foi possível criar esta página. Uma operação já feita segue normalmente.',
      next: 'Tente de novo; se continuar assim, fale com o suporte e informe a referência abaixo.',
    },
  },
  returns: {
    returned: {
      title: { named: 'Você voltou de {provider}', unnamed: 'Você voltou do provedor' },
      happened:
        'Se você fez uma operação, o aplicativo mostra o andamento. Se saiu sem fazer nenhuma, não é preciso fazer nada.',
    },
    transacting: {
      title: 'Sua operação está em andamento',
      happened: {
        named:
          '{provider} está processando a operação, o que pode levar alguns minutos. O aplicativo mostra o andamento.',
        unnamed:
          'O provedor está processando a operação, o que pode levar alguns minutos. O aplicativo mostra o andamento.',
      },
    },
    completed: {
      title: 'Sua operação foi concluída',
      happened: {
        named: '{provider} nos informou que ela foi realizada. O aplicativo mostra os detalhes.',
        unnamed: 'O provedor nos informou que ela foi realizada. O aplicativo mostra os detalhes.',
      },
    },
    failed: {
      title: 'Esta operação não foi realizada',
      happened: {
        named:
          '{provider} nos informou que ela falhou. Se algum valor saiu da sua conta, fale com o suporte antes de tentar de novo; caso contrário, recomece no aplicativo.',
        unnamed:
          'O provedor nos informou que ela falhou. Se algum valor saiu da sua conta, fale com o suporte antes de tentar de novo; caso contrário, recomece no aplicativo.',
      },
    },
    cancelled: {
      title: 'Esta operação foi cancelada',
      happened: 'Se ainda quiser fazer a operação, recomece no aplicativo.',
    },
  },
  closeAndGoBack: 'Você pode fechar esta página e voltar ao aplicativo.',
  appIsTold: 'O aplicativo foi avisado de que você voltou. Você pode fechar esta página.',
  closeTabYourself: 'No seu navegador, só você pode fechar esta aba. Feche-a e volte ao aplicativo.',
  nothingCharged: 'Nada foi cobrado por abrir esta página.',
  buttons: {
    retry: 'Tentar de novo',
    back: 'Voltar ao aplicativo',
    close: 'Fechar esta janela',
    proceed: 'Continuar',
  },
  trade: { purchase: 'Compra', sale: 'Venda', amount: 'Valor', payout: 'Recebimento', provider: 'Provedor' },
  support: {
    code: 'Precisa de ajuda? Informe este código ao suporte:',
    reference: 'Se falar com o suporte, informe esta referência:',
    contact: 'Falar com o suporte',
    subject: 'Código de suporte {code}',
  },
  preview: {
    title: 'Um link pessoal para um provedor de pagamento',
    description: 'Abra-o no seu próprio navegador para continuar. Ele funciona para uma só pessoa.',
  },
  proceed: {
    title: 'Continuar para o provedor de pagamento',
    happened: 'Este link funciona para uma só pessoa. Toque no botão para abri-lo neste navegador.',
  },
  refusals: {
    route_not_found: {
      title: 'Não há nada neste endereço',
      happened: 'Confira o endereço ou volte ao aplicativo de onde você veio.',
    },
    method_not_allowed: {
      title: 'Este endereço não pode ser aberto assim',
      happened: 'Volte ao aplicativo de onde você veio e tente de novo por lá.',
    },
    internal: {
      title: 'Algo deu errado do nosso lado',
      happened: 'Tente de novo em instantes; se continuar assim, fale com o suporte.',
    },
    overloaded: {
      title: 'Voltamos em instantes',
      happened: 'Este serviço não pode responder agora. Espere alguns segundos e tente de novo.',
    },
  },
  codeExplained: 'O que significa {code}',
}
