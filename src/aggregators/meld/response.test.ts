import { describe, expect, it } from 'vitest'
import { freshSessionId } from '../../../test/aggregators/meld-samples.ts'
import { readOpened } from './response.ts'

const ours = freshSessionId()
const whole = {
  id: 'WeQBQxGxq3AyHdcaoUDoAJ',
  externalSessionId: ours,
  externalCustomerId: null,
  customerId: 'WePLapZetjr5ExCdPVXM8H',
  widgetUrl: 'https://meld.example?token=abc',
  serviceProviderWidgetUrl: 'https://provider.example?apiKey=k&sessionId=s',
  token: 'abc',
}

function open(changes: Record<string, unknown>) {
  return readOpened(JSON.stringify({ ...whole, ...changes }), ours)
}

describe('a widget reply', () => {
  it('opens a session when it is whole', () => {
    expect(open({})).toEqual({
      redirectFlow: null,
      upstreamSessionId: whole.id,
      widgetUrl: whole.widgetUrl,
      serviceProviderWidgetUrl: whole.serviceProviderWidgetUrl,
      token: 'abc',
    })
    expect(open({ externalSessionId: null, serviceProviderWidgetUrl: null, novelty: {} })).toMatchObject({
      serviceProviderWidgetUrl: null,
    })
    expect(open({ externalSessionId: undefined, serviceProviderWidgetUrl: undefined })).toBeDefined()
  })

  it('has its links made fit for a header, and no character that already is changed', () => {
    const odd = 'https://meld.example/東京/ü?q=a b&sig=%2F+|"é'
    const fit = 'https://meld.example/%E6%9D%B1%E4%BA%AC/%C3%BC?q=a%20b&sig=%2F+|"%C3%A9'
    expect(open({ widgetUrl: odd, serviceProviderWidgetUrl: odd })).toMatchObject({
      widgetUrl: fit,
      serviceProviderWidgetUrl: fit,
    })
  })

  it('may tell which flow a sell got; what is no answer is none', () => {
    for (const redirectFlow of [true, false]) expect(open({ redirectFlow })).toMatchObject({ redirectFlow })
    for (const redirectFlow of [null, 'true', 1]) expect(open({ redirectFlow })).toMatchObject({ redirectFlow: null })
  })

  it("for somebody else's session opens nothing", () => {
    expect(open({ externalSessionId: freshSessionId() })).toBeUndefined()
  })

  it.each([
    [{ token: null }, { token: null }],
    [{ token: 5 }, { token: null }],
    [{ token: undefined, externalCustomerId: undefined, customerId: null }, { token: null }],
    [{ externalSessionId: '' }, {}],
    [{ externalSessionId: undefined }, {}],
    [{ serviceProviderWidgetUrl: 'robinhood://applink?x=1' }, { serviceProviderWidgetUrl: null }],
    [{ serviceProviderWidgetUrl: '//provider.example' }, { serviceProviderWidgetUrl: null }],
    [{ serviceProviderWidgetUrl: 'javascript:alert(1)' }, { serviceProviderWidgetUrl: null }],
    [{ serviceProviderWidgetUrl: 5 }, { serviceProviderWidgetUrl: null }],
    [{ serviceProviderWidgetUrl: '' }, { serviceProviderWidgetUrl: null }],
    [{ widgetUrl: null }, { widgetUrl: whole.serviceProviderWidgetUrl }],
    [
      { widgetUrl: 'meld://x', token: undefined },
      { widgetUrl: whole.serviceProviderWidgetUrl, token: null },
    ],
  ])('without what is optional, or with something odd there, still opens: %j', (changes, expected) => {
    expect(open(changes)).toMatchObject({ upstreamSessionId: whole.id, widgetUrl: whole.widgetUrl, ...expected })
  })

  const noOther = { serviceProviderWidgetUrl: null }
  it.each([
    { id: undefined },
    { id: 7 },
    { id: '' },
    { ...noOther, widgetUrl: null },
    { ...noOther, widgetUrl: '/relative' },
    { ...noOther, widgetUrl: '//meld.example' },
    { ...noOther, widgetUrl: 'javascript:alert(1)' },
    { ...noOther, widgetUrl: 'https://' },
    { ...noOther, widgetUrl: ` ${whole.widgetUrl}` },
    { ...noOther, widgetUrl: `https://meld.example/${'a'.repeat(20_000)}` },
    { serviceProviderWidgetUrl: 'robinhood://x', widgetUrl: 5 },
  ])('that is not whole opens nothing: %j', (changes) => {
    expect(open(changes)).toBeUndefined()
  })

  it('that is not an object opens nothing', () => {
    for (const text of ['', '<html>', 'null', '[]', '"x"', JSON.stringify(whole).slice(0, -5)]) {
      expect(readOpened(text, ours)).toBeUndefined()
    }
  })
})
