import type { PageTexts } from './texts.ts'

/** English, the language of whoever asks for none that we have. */
export const en: PageTexts = {
  faults: {
    foreign: {
      title: 'This link is already in use',
      happened: 'It was opened before in another browser or on another device, and it works in only one.',
      next: 'Continue where you opened it first, or ask the app for a new link.',
    },
    spent: {
      title: 'Your trade is already under way',
      happened: {
        named: 'A trade with {provider} was started with this link, so the link cannot be used again.',
        unnamed: 'A trade was started with this link, so the link cannot be used again.',
      },
      next: 'Go back to the app to see how it is going. Please do not start a second trade.',
    },
    completed: {
      title: 'This trade is complete',
      happened: {
        named: '{provider} has confirmed the trade that was made with this link.',
        unnamed: 'The provider has confirmed the trade that was made with this link.',
      },
      next: 'Go back to the app to see it, or to start another one.',
    },
    failed: {
      title: 'This trade did not go through',
      happened: {
        named: '{provider} reported that the trade made with this link failed.',
        unnamed: 'The provider reported that the trade made with this link failed.',
      },
      next: 'If money has left your account, contact support before you try again; otherwise start again in the app.',
    },
    cancelled: {
      title: 'This trade was cancelled',
      happened: 'The trade that was started with this link has been cancelled, so the link is closed.',
      next: 'Start again in the app if you still want to trade.',
    },
    expired: {
      title: 'This link has expired',
      happened: 'For your safety a link works for {hours}, and this one is older.',
      next: 'Go back to the app and start again there; it makes a new link.',
    },
    worn_out: {
      title: 'This link has been used up',
      happened: 'It was opened too many times without a trade, and opening it again will not help.',
      next: 'Go back to the app and start again there; it makes a new link.',
    },
    refused: {
      title: 'This trade is no longer offered',
      happened: 'No provider offers it now with this amount, payment method and country.',
      next: 'Go back to the app and start again there, perhaps with another amount or payment method.',
    },
    unknown: {
      title: 'We cannot find this link',
      happened: 'The address is incomplete or mistyped, or the link no longer exists.',
      next: 'Open the link again from the app, and make sure that you have copied all of it.',
    },
    unavailable: {
      title: 'Please try again in a moment',
      happened: {
        named: '{provider} cannot be reached just now.',
        unnamed: 'The payment provider cannot be reached just now.',
      },
      next: 'Wait a few seconds and try again; your link stays valid.',
    },
    out_of_service: {
      title: 'We will be back in a moment',
      happened:
        'This service cannot answer just now. Nothing is wrong with your link, and a trade that you have made goes on.',
      next: 'Wait a few seconds and try again.',
    },
    broken: {
      title: 'Something went wrong on our side',
      happened: 'This page could not be made. A trade that you have made goes on.',
      next: 'Try again. If the problem remains, contact support with the reference below.',
    },
  },
  returns: {
    returned: {
      title: { named: 'You are back from {provider}', unnamed: 'You are back from the provider' },
      happened:
        'If you made a trade, your app shows how it goes. If you left without making one, there is nothing to do.',
    },
    transacting: {
      title: 'Your trade is under way',
      happened: {
        named: '{provider} is working on it, which can take a few minutes. Your app shows how it goes.',
        unnamed: 'The provider is working on it, which can take a few minutes. Your app shows how it goes.',
      },
    },
    completed: {
      title: 'Your trade is complete',
      happened: {
        named: '{provider} has told us that it went through. Your app shows the details.',
        unnamed: 'The provider has told us that it went through. Your app shows the details.',
      },
    },
    failed: {
      title: 'This trade did not go through',
      happened: {
        named:
          '{provider} told us that it failed. If money has left your account, contact support before you try again; otherwise start again in the app.',
        unnamed:
          'The provider told us that it failed. If money has left your account, contact support before you try again; otherwise start again in the app.',
      },
    },
    cancelled: {
      title: 'This trade was cancelled',
      happened: 'Start again in the app if you still want to trade.',
    },
  },
  closeAndGoBack: 'You can close this page and go back to the app.',
  appIsTold: 'The app has been told that you are back. You can close this page.',
  closeTabYourself: 'Your browser lets only you close this tab. Close it and go back to the app.',
  nothingCharged: 'Nothing was charged by opening this page.',
  buttons: { retry: 'Try again', back: 'Go back to the app', close: 'Close this window', proceed: 'Continue' },
  trade: { purchase: 'Purchase', sale: 'Sale', amount: 'Amount', payout: 'Payout', provider: 'Provider' },
  support: {
    code: 'Need help? Give support this code:',
    reference: 'If you contact support, quote this reference:',
    contact: 'Contact support',
    subject: 'Support code {code}',
  },
  preview: {
    title: 'A personal link to a payment provider',
    description: 'Open it in your own browser to continue. It works for one person only.',
  },
  proceed: {
    title: 'Continue to the payment provider',
    happened: 'This link works for one person only. Press the button to open it in this browser.',
  },
  refusals: {
    route_not_found: {
      title: 'There is nothing at this address',
      happened: 'Check the address, or go back to the app that you came from.',
    },
    method_not_allowed: {
      title: 'This address cannot be opened like this',
      happened: 'Go back to the app that you came from and try again there.',
    },
    internal: {
      title: 'Something went wrong on our side',
      happened: 'Try again in a moment. If the problem remains, contact support.',
    },
    overloaded: {
      title: 'We will be back in a moment',
      happened: 'This service cannot answer just now. Wait a few seconds and try again.',
    },
  },
  codeExplained: 'What {code} means',
}
