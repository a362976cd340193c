import { isoMillis } from './clock.ts'
import { badRequest, notFound } from './errors.ts'
import { filledTextAt, isRecord, type JsonRecord } from './json.ts'
import { readPageQuery, takePage } from './paging.ts'
import { EVENT_TYPES, type WebhookProfile } from './webhook-target.ts'
import { PROFILES_MAX } from './webhooks.ts'
import { type Call, ok, type Reply, type WireRoute, type World } from './world.ts'

const LIST = '/notifications/webhooks'
const ITEM = `${LIST}/:id`

/** Meld's webhook profile API (docs/meld.md, webhooks). Unlike Meld it accepts `localhost`. */
export const webhookProfileRoutes: readonly WireRoute[] = [
  { method: 'POST', url: LIST, key: 'required', run: createProfile },
  { method: 'GET', url: LIST, key: 'required', run: listProfiles },
  { method: 'GET', url: `${LIST}/event-types`, key: 'required', run: () => ok(EVENT_TYPES) },
  { method: 'GET', url: ITEM, key: 'required', run: (world, call) => ok(render(ownProfile(world, call))) },
  { method: 'PATCH', url: ITEM, key: 'required', run: updateProfile },
  { method: 'POST', url: `${ITEM}/test`, key: 'required', run: testProfile },
]

interface ProfileInput {
  readonly name?: string
  readonly url?: string
  readonly eventTypes?: readonly string[]
  readonly eventVersion?: string
  readonly status?: 'ACTIVE' | 'DISABLED'
}

function createProfile(world: World, call: Call): Reply {
  const { name, url, eventTypes, eventVersion, status } = readInput(call.body)
  const errors = [
    name === undefined ? '[name] must not be blank' : undefined,
    url === undefined ? '[url] must not be blank' : undefined,
  ].filter((error) => error !== undefined)
  if (name === undefined || url === undefined) throw badRequest(...errors)
  if (world.webhooks.profiles.size >= PROFILES_MAX) throw badRequest('[name] too many webhook profiles')
  const profile = world.webhooks.addProfile({
    accountId: call.accountId,
    signingClock: 'simulator',
    name,
    url,
    eventTypes: eventTypes ?? [],
    eventVersion: eventVersion ?? isoMillis(world.clock.now()).slice(0, 10),
    status: status ?? 'ACTIVE',
  })
  return { status: 201, body: render(profile) }
}

function updateProfile(world: World, call: Call): Reply {
  const input = readInput(call.body)
  const profile = ownProfile(world, call)
  profile.name = input.name ?? profile.name
  profile.url = input.url ?? profile.url
  profile.eventTypes = input.eventTypes ?? profile.eventTypes
  profile.eventVersion = input.eventVersion ?? profile.eventVersion
  profile.status = input.status ?? profile.status
  return ok(render(profile))
}

function listProfiles(world: World, call: Call): Reply {
  const own = [...world.webhooks.profiles.values()].filter((profile) => profile.accountId === call.accountId)
  const page = takePage(own, readPageQuery(call.query))
  return ok({ count: page.items.length, remaining: page.remaining, webhookProfiles: page.items.map(render) })
}

function testProfile(world: World, call: Call): Reply {
  return ok({ requestId: world.webhooks.sendTest(ownProfile(world, call)) })
}

function ownProfile(world: World, call: Call): WebhookProfile {
  const profile = world.webhooks.profiles.get(call.params.id ?? '')
  if (profile === undefined || profile.accountId !== call.accountId) throw notFound()
  return profile
}

function readInput(input: unknown): ProfileInput {
  const body: JsonRecord = isRecord(input) ? input : {}
  const name = filledTextAt(body, 'name')
  const url = filledTextAt(body, 'url')
  const eventVersion = filledTextAt(body, 'eventVersion')
  const { eventTypes, status } = body
  if (url !== undefined && !isHttpUrl(url)) throw badRequest('[url] is invalid')
  if (status !== undefined && status !== 'ACTIVE' && status !== 'DISABLED') throw badRequest('[status] is invalid')
  const types = eventTypes === undefined || eventTypes === null ? undefined : readEventTypes(eventTypes)
  return {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(eventVersion === undefined ? {} : { eventVersion }),
    ...(status === undefined ? {} : { status }),
    ...(types === undefined ? {} : { eventTypes: types }),
  }
}

function readEventTypes(value: unknown): readonly string[] {
  const known: readonly string[] = EVENT_TYPES
  if (!Array.isArray(value)) throw badRequest('[eventTypes] is invalid')
  const types = value.filter((type) => typeof type === 'string' && known.includes(type))
  if (types.length !== value.length) throw badRequest('[eventTypes] is invalid')
  return types
}

/** Whether the text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function render(profile: WebhookProfile): JsonRecord {
  const { id, accountId, key, name, url, eventTypes, eventVersion, secret, status } = profile
  return { id, accountId, key, name, url, eventTypes, eventVersion, secret, status }
}
