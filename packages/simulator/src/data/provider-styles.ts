/** How one provider's checkout looks and speaks. Colours and words are ours: nobody's trade dress is copied. */
export interface ProviderStyle {
  /** Of the pay button; white text on it in the light scheme, nearly black text in the dark one. */
  readonly accent: { readonly light: string; readonly dark: string }
  /** CSS length of the corners. */
  readonly radius: string
  /** One sentence above the payment of a buy. */
  readonly greeting: string
  /** On the pay button, before the amount. */
  readonly payVerb: string
}

const PLAIN: ProviderStyle = {
  accent: { light: '#0b5cad', dark: '#7db8f5' },
  radius: '0.5rem',
  greeting: 'Check your order and pay.',
  payVerb: 'Pay',
}

/** By provider code. */
export const PROVIDER_STYLES: ReadonlyMap<string, ProviderStyle> = new Map(
  Object.entries({
    TRANSAK: {
      accent: { light: '#1656c9', dark: '#86b0ff' },
      radius: '0.625rem',
      greeting: 'Almost there: check your order and pay.',
      payVerb: 'Pay',
    },
    MOONPAY: {
      accent: { light: '#6a2bd9', dark: '#c0a0ff' },
      radius: '1.25rem',
      greeting: 'Good choice! One more step and it is yours.',
      payVerb: 'Buy for',
    },
    STRIPE: {
      accent: { light: '#3f45c4', dark: '#a9adff' },
      radius: '0.375rem',
      greeting: 'Review the details below.',
      payVerb: 'Pay',
    },
    BANXA: {
      accent: { light: '#0c6a66', dark: '#68d3cc' },
      radius: '0.25rem',
      greeting: 'Please confirm the details of your order.',
      payVerb: 'Submit payment of',
    },
    MERCURYO: {
      accent: { light: '#1d2a44', dark: '#c9d6f2' },
      radius: '0.875rem',
      greeting: 'Ready when you are.',
      payVerb: 'Pay',
    },
    UNLIMIT: {
      accent: { light: '#19702f', dark: '#7fdc95' },
      radius: '0.5rem',
      greeting: 'Your order, at a glance.',
      payVerb: 'Pay',
    },
    PAYBIS: {
      accent: { light: '#a1330f', dark: '#ffab8a' },
      radius: '0.75rem',
      greeting: 'Nice to see you. Let us finish your order.',
      payVerb: 'Buy now for',
    },
    ALCHEMYPAY: {
      accent: { light: '#8a4b00', dark: '#f5bf6b' },
      radius: '0.5rem',
      greeting: 'Confirm your order to continue.',
      payVerb: 'Confirm and pay',
    },
  } satisfies Record<string, ProviderStyle>),
)

/** The provider's style; a plain one when it has none. */
export function styleOf(code: string): ProviderStyle {
  return PROVIDER_STYLES.get(code) ?? PLAIN
}
