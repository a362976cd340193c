/**
 * Programs that fetch a link only to show a preview of it in a chat, a mail or a feed. Parts of their User-Agent, in
 * lower case. As of November 2026.
 *
 * Each must be a part that the same company's in-app *browser* does not send, or people would be stopped: hence
 * `facebookexternalhit` and not `facebook`, `pinterestbot` and not `pinterest`. iMessage and LINE name themselves
 * `facebookexternalhit` too; Signal calls itself WhatsApp.
 */
const previewRobots = [
  'slackbot',
  'slack-imgproxy',
  'whatsapp/',
  'telegrambot',
  'twitterbot',
  'facebookexternalhit',
  'facebookcatalog',
  'facebot',
  'meta-externalagent',
  'meta-externalfetcher',
  'linkedinbot',
  'discordbot',
  'skypeuripreview',
  'pinterestbot',
  'redditbot',
  'vkshare',
  'kakaotalk-scrap',
  'line-poker',
  'snap url preview service',
  'mattermost-bot',
  'rocket.chat',
  'zulipurlpreview',
  'mastodon/',
  'synapse (bot',
  'bitlybot',
  'iframely',
  'embedly',
  'bingpreview',
  'bingbot',
  'googlebot',
  'google-pagerenderer',
  'applebot',
  'yandexbot',
  'duckduckbot',
] as const

/** True when the User-Agent is that of a known preview robot, which must not open a single-use link. */
export function isPreviewRobot(userAgent: string | undefined): boolean {
  if (userAgent === undefined) return false
  const name = userAgent.toLowerCase()
  return previewRobots.some((robot) => name.includes(robot))
}
