/**
 * What the return page runs. It only ever says "returned", and only to windows whose origin is on the tenant's list:
 * the browser itself drops a message whose target origin does not match. Inside a frame it never navigates.
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
  var message = { type: 'rampway:returned', session_id: page.getAttribute('data-session-id') }

  function tell(target, origin) {
    try { target.postMessage(message, origin) } catch (_) { /* an origin this browser cannot address */ }
  }
  function tellAll(target, known) {
    if (origins.indexOf(known) !== -1) return tell(target, known)
    origins.forEach(function (origin) { tell(target, origin) })
  }
  function openerOf(view) {
    try { return view.opener && !view.opener.closed ? view.opener : null } catch (_) { return null }
  }

  var native = window.ReactNativeWebView
  if (native && native.postMessage) native.postMessage(JSON.stringify(message))

  // Where the browser says who frames us, naming the one right origin spares the console a line for each wrong one.
  var ancestors = window.location.ancestorOrigins || []
  var level = 0
  for (var view = window; view.parent !== view; level += 1) {
    view = view.parent
    tellAll(view, ancestors[level])
  }
  var opener = openerOf(window.top)
  if (opener) tellAll(opener)

  if (window.parent !== window) return
  var heard = opener && origins.length > 0
  if (close && (heard || !link)) {
    close.hidden = false
    close.addEventListener('click', function () {
      window.close()
      // Browsers close only what a script has opened.
      close.textContent = 'You can close this tab now'
    })
  }
  if (heard) {
    if (link) link.classList.add('quiet')
    return
  }
  // Once loaded, so that the button is there when no app answers to a deep link and the browser stays.
  if (link) window.addEventListener('load', function () { window.location.replace(link.href) })
})()
`
