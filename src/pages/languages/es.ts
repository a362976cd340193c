import type { PageTexts } from './texts.ts'

/** Spanish, with the formal address. */
export const es: PageTexts = {
  faults: {
    foreign: {
      title: 'Este enlace ya está en uso',
      happened: 'Se abrió antes en otro navegador o en otro dispositivo, y solo funciona en uno.',
      next: 'Continúe donde lo abrió por primera vez o pida un enlace nuevo en la aplicación.',
    },
    spent: {
      title: 'Su operación ya está en curso',
      happened: {
        named: 'Con este enlace se inició una operación con {provider}, por lo que no se puede volver a usar.',
        unnamed: 'Con este enlace se inició una operación, por lo que no se puede volver a usar.',
      },
      next: 'Vuelva a la aplicación para ver cómo va y, por favor, no inicie una segunda operación.',
    },
    completed: {
      title: 'Esta operación se ha completado',
      happened: {
        named: '{provider} ha confirmado la operación realizada con este enlace.',
        unnamed: 'El proveedor ha confirmado la operación realizada con este enlace.',
      },
      next: 'Vuelva a la aplicación para verla o para iniciar otra.',
    },
    failed: {
      title: 'Esta operación no se ha realizado',
      happened: {
        named: '{provider} nos ha comunicado que la operación de este enlace ha fallado.',
        unnamed: 'El proveedor nos ha comunicado que la operación de este enlace ha fallado.',
      },
      next: 'Si ha salido dinero de su cuenta, contacte con el servicio de asistencia antes de volver a intentarlo; si no, empiece de nuevo en la aplicación.',
    },
    cancelled: {
      title: 'Esta operación se ha cancelado',
      happened: 'La operación iniciada con este enlace se ha cancelado, por lo que el enlace está cerrado.',
      next: 'Si todavía desea operar, empiece de nuevo en la aplicación.',
    },
    expired: {
      title: 'Este enlace ha caducado',
      happened: 'Por su seguridad, un enlace funciona durante {hours}, y este es más antiguo.',
      next: 'Vuelva a la aplicación y empiece de nuevo allí; se creará un enlace nuevo.',
    },
    worn_out: {
      title: 'Este enlace se ha agotado',
      happened: 'Se abrió demasiadas veces sin realizar una operación, y abrirlo de nuevo no servirá.',
      next: 'Vuelva a la aplicación y empiece de nuevo allí; se creará un enlace nuevo.',
    },
    refused: {
      title: 'Esta operación ya no está disponible',
      happened: 'Ningún proveedor la acepta ahora tal como se pidió, con este importe, método de pago y país.',
      next: 'Vuelva a la aplicación y empiece de nuevo allí, quizá con otro importe o método de pago.',
    },
    unknown: {
      title: 'No encontramos este enlace',
      happened: 'La dirección está incompleta o mal escrita, o el enlace ya no existe.',
      next: 'Abra de nuevo el enlace desde la aplicación y asegúrese de haberlo copiado entero.',
    },
    unavailable: {
      title: 'Inténtelo de nuevo en un momento',
      happened: {
        named: 'En este momento no se puede conectar con {provider}.',
        unnamed: 'En este momento no se puede conectar con el proveedor de pagos.',
      },
      next: 'Espere unos segundos e inténtelo de nuevo; su enlace sigue siendo válido.',
    },
    out_of_service: {
      title: 'Volvemos en un momento',
      happened:
        'Este servicio no puede responder en este momento. Su enlace está bien, y una operación que haya realizado sigue su curso.',
      next: 'Espere unos segundos e inténtelo de nuevo.',
    },
    broken: {
      title: 'Algo ha fallado por nuestra parte',
      happened: 'No se ha podido crear esta página. Una operación que haya realizado sigue su curso.',
      next: 'Inténtelo de nuevo; si sigue igual, contacte con el servicio de asistencia e indique la referencia de abajo.',
    },
  },
  returns: {
    returned: {
      title: { named: 'Ha vuelto de {provider}', unnamed: 'Ha vuelto del proveedor' },
      happened:
        'Si ha realizado una operación, su aplicación muestra cómo va. Si ha salido sin realizar ninguna, no tiene que hacer nada.',
    },
    transacting: {
      title: 'Su operación está en curso',
      happened: {
        named: '{provider} la está tramitando, lo que puede tardar unos minutos. Su aplicación muestra cómo va.',
        unnamed: 'El proveedor la está tramitando, lo que puede tardar unos minutos. Su aplicación muestra cómo va.',
      },
    },
    completed: {
      title: 'Su operación se ha completado',
      happened: {
        named: '{provider} nos ha comunicado que se ha realizado. Su aplicación muestra los detalles.',
        unnamed: 'El proveedor nos ha comunicado que se ha realizado. Su aplicación muestra los detalles.',
      },
    },
    failed: {
      title: 'Esta operación no se ha realizado',
      happened: {
        named:
          '{provider} nos ha comunicado que ha fallado. Si ha salido dinero de su cuenta, contacte con el servicio de asistencia antes de volver a intentarlo; si no, empiece de nuevo en la aplicación.',
        unnamed:
          'El proveedor nos ha comunicado que ha fallado. Si ha salido dinero de su cuenta, contacte con el servicio de asistencia antes de volver a intentarlo; si no, empiece de nuevo en la aplicación.',
      },
    },
    cancelled: {
      title: 'Esta operación se ha cancelado',
      happened: 'Si todavía desea operar, empiece de nuevo en la aplicación.',
    },
  },
  closeAndGoBack: 'Puede cerrar esta página y volver a la aplicación.',
  appIsTold: 'Hemos avisado a la aplicación de que ha vuelto. Puede cerrar esta página.',
  closeTabYourself: 'Su navegador solo le permite a usted cerrar esta pestaña. Ciérrela y vuelva a la aplicación.',
  nothingCharged: 'No se ha cobrado nada por abrir esta página.',
  buttons: {
    retry: 'Intentar de nuevo',
    back: 'Volver a la aplicación',
    close: 'Cerrar esta ventana',
    proceed: 'Continuar',
  },
  trade: { purchase: 'Compra', sale: 'Venta', amount: 'Importe', payout: 'Cobro en', provider: 'Proveedor' },
  support: {
    code: '¿Necesita ayuda? Indique este código al servicio de asistencia:',
    reference: 'Si contacta con el servicio de asistencia, indique esta referencia:',
    contact: 'Contactar con asistencia',
    subject: 'Código de asistencia {code}',
  },
  preview: {
    title: 'Un enlace personal a un proveedor de pagos',
    description: 'Ábralo en su propio navegador para continuar. Funciona para una sola persona.',
  },
  proceed: {
    title: 'Continuar al proveedor de pagos',
    happened: 'Este enlace funciona para una sola persona. Pulse el botón para abrirlo en este navegador.',
  },
  refusals: {
    route_not_found: {
      title: 'No hay nada en esta dirección',
      happened: 'Compruebe la dirección o vuelva a la aplicación de la que viene.',
    },
    method_not_allowed: {
      title: 'Esta dirección no se puede abrir así',
      happened: 'Vuelva a la aplicación de la que viene e inténtelo de nuevo desde allí.',
    },
    internal: {
      title: 'Algo ha fallado por nuestra parte',
      happened: 'Inténtelo de nuevo en un momento; si sigue igual, contacte con el servicio de asistencia.',
    },
    overloaded: {
      title: 'Volvemos en un momento',
      happened: 'Este servicio no puede responder ahora. Espere unos segundos e inténtelo de nuevo.',
    },
  },
  codeExplained: 'Qué significa {code}',
}
