/**
 * What the return page runs. Its message is told in docs/embedding.md: members are added, and `version` changes when one
 * is taken away or means something else. It only ever says "returned", and only to windows whose origin is on the tenant's list:
 * the browser itself drops a message whose target origin does not match. Inside a frame it never navigates.
 *
 * The patterns of a dev tenant stand for origins that nobody can list. Where the browser reveals an ancestor's origin it is
 * matched against them; it never reveals an opener's, and the page of a dev tenant says whom to address then.
 *
 * All ancestors are told, not only the parent, because an aggregator's page may frame the provider, and ours then sits
 * two levels deep. `replace` and not `assign`, so that the browser's Back button does not lead here and away again.
 * Classic syntax, because it also runs in old webviews.
 */
export const returnScript = `(function () {
  'use strict'
  var page = document.getElementById('return')
  var link = document.getElementById('return-link')
  var close = document.getElementById('return-close')
  if (!page) return

  var origins = (page.getAttribute('data-allowed-origins') || '').split(' ').filter(Boolean)
  var untold = page.getAttribute('data-untold-origin')
  var message = {
    type: 'rampway:returned',
    version: 1,
    session_id: page.getAttribute('data-session-id'),
    support_code: page.getAttribute('data-support-code'),
    client_state: page.getAttribute('data-client-state')
  }

  function tell(target, origin) {
    try { target.postMessage(message, origin) } catch (_) { /* an origin this browser cannot address */ }
  }
  function isListed(origin) {
    var bare = origin.replace(/:\\d+$/, '')
    return origins.some(function (entry) {
      if (entry.slice(-2) !== ':*') return entry === origin
      var around = entry.slice(0, -2).split(/\\*/)
      if (around.length === 1) return bare === around[0]
      return bare.indexOf(around[0]) === 0 && bare.slice(-around[1].length) === around[1]
    })
  }
  function tellAll(target, known) {
    if (known && isListed(known)) return tell(target, known)
    if (!known && untold) return tell(target, untold)
    origins.forEach(function (origin) { tell(target, origin) })
  }
  function openerOf(view) {
    try { return view.opener && !view.opener.closed ? view.opener : null } catch (_) { return null }
  }

  var native = window.ReactNativeWebView
  var opener = null
  function tellEverybody() {
    if (native && native.postMessage) native.postMessage(JSON.stringify(message))
    // Where the browser says who frames us, naming the one right origin spares the console a line for each wrong one.
    var ancestors = window.location.ancestorOrigins || []
    var level = 0
    for (var view = window; view.parent !== view; level += 1) {
      view = view.parent
      tellAll(view, ancestors[level])
    }
    opener = openerOf(window.top)
    if (opener) tellAll(opener)
  }
  tellEverybody()

  var framed = window.parent !== window
  var canBeHeard = framed || opener ? origins.length > 0 : Boolean(native)
  var words = document.getElementById('return-words')

  // The page holds its texts, in its user's language.
  function say(name) {
    if (words) words.textContent = words.getAttribute(name)
  }
  // In a frame or an app's webview it is the app that closes: it is told again, since it may have missed the first time.
  function askTheApp() {
    tellEverybody()
    say('data-told')
  }
  function closeWindow() {
    tellEverybody()
    window.close()
    // Browsers close only what a script has opened. A button that does nothing must not stay.
    close.hidden = true
    say('data-yourself')
    if (link) link.classList.remove('quiet')
  }
  function offer(act) {
    if (!close) return
    if (act === askTheApp) close.textContent = close.getAttribute('data-back')
    close.hidden = false
    close.addEventListener('click', act)
  }

  if (framed) {
    if (link) link.addEventListener('click', tellEverybody)
    else if (canBeHeard || native) offer(askTheApp)
    return
  }
  if (opener && (canBeHeard || !link)) {
    offer(closeWindow)
    if (link) link.classList.add('quiet')
    return
  }
  if (!link) {
    if (native) offer(askTheApp)
    else offer(closeWindow)
    return
  }
  // Once loaded, so that the button is there when no app answers to a deep link and the browser stays.
  window.addEventListener('load', function () { window.location.replace(link.href) })
})()
`
