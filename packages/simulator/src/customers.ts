import { isoMicros } from './clock.ts'
import { badRequest, notFound, refuse } from './errors.ts'
import { filledTextAt, isRecord, type JsonRecord } from './json.ts'
import { readPageQuery, takePage } from './paging.ts'
import { accountKey, CUSTOMERS_MAX, type Customer, type KycStatus, remember } from './state.ts'
import { type Call, ok, type Reply, type WireRoute, type World } from './world.ts'

const CUSTOMER = '/accounts/customers/:id'

/** Addresses one customer can have. */
const ADDRESSES_MAX = 20

export const customerRoutes: readonly WireRoute[] = [
  { method: 'POST', url: '/accounts/customers', key: 'required', run: createCustomer },
  { method: 'GET', url: '/accounts/customers', key: 'required', run: listCustomers },
  { method: 'GET', url: CUSTOMER, key: 'required', run: (world, call) => ok(render(ownCustomer(world, call))) },
  { method: 'PATCH', url: CUSTOMER, key: 'required', run: updateCustomer },
  { method: 'POST', url: `${CUSTOMER}/addresses`, key: 'required', run: addAddress },
  { method: 'POST', url: `${CUSTOMER}/kyc/initiate`, key: 'required', run: initiateKyc },
]

const DETAILS = ['name', 'email', 'phone', 'dateOfBirth', 'type'] as const

/** The customer with that external id, made when new; an anonymous new one when no id is given. */
export function ensureCustomer(world: World, accountId: string, externalId: string | null): Customer {
  const { customers, externalCustomerIds } = world.state
  const known = externalId === null ? undefined : externalCustomerIds.get(accountKey(accountId, externalId))
  const existing = known === undefined ? undefined : customers.get(known)
  if (existing !== undefined) return existing
  const customer: Customer = {
    id: world.ids.scoped('customer'),
    accountId,
    key: world.ids.plain('customer-key'),
    externalId,
    details: {},
    addresses: [],
    status: 'ACTIVE',
    previouslyUsed: new Map(),
    kyc: null,
    createdAtMs: world.clock.now(),
  }
  if (externalId !== null) externalCustomerIds.set(accountKey(accountId, externalId), customer.id)
  const forgotten = remember(customers, customer.id, customer, CUSTOMERS_MAX)
  if (forgotten?.externalId) externalCustomerIds.delete(accountKey(forgotten.accountId, forgotten.externalId))
  return customer
}

/** The account's customer with that Meld id, if there is one. */
export function findCustomer(world: World, accountId: string, id: string): Customer | undefined {
  const customer = world.state.customers.get(id)
  return customer?.accountId === accountId ? customer : undefined
}

/**
 * Sets the KYC status at the shared provider and announces it by webhook. With `approvalDueMs` the check is approved
 * then, unless somebody says otherwise before.
 */
export function setKycStatus(
  world: World,
  customer: Customer,
  status: KycStatus,
  approvalDueMs: number | null = null,
): void {
  const nowMs = world.clock.now()
  customer.kyc = { status, updatedAtMs: nowMs, approvalDueMs }
  awaitApproval(world, customer)
  world.webhooks.announce(customer.accountId, 'CUSTOMER_KYC_STATUS_CHANGE', customer.id, {
    requestId: world.ids.requestId(),
    customerId: customer.id,
    serviceProvider: 'SUMSUB',
    status,
    statusUpdatedAt: isoMicros(nowMs),
    kycRecipient: { serviceProvider: 'SUMSUB', status },
  })
}

/** Schedules the approval of a pending check: from now on, or from where an earlier simulator stopped. */
export function awaitApproval(world: World, customer: Customer): void {
  const { kyc } = customer
  if (kyc === null || kyc.approvalDueMs === null) return
  world.clock.schedule(kyc.approvalDueMs, () => {
    if (customer.kyc !== kyc) return
    setKycStatus(world, customer, 'APPROVED')
    world.changed()
  })
}

function createCustomer(world: World, call: Call): Reply {
  const body = isRecord(call.body) ? call.body : {}
  // The specification says `externalId`; one guide writes `externalCustomerId`, and clients followed it.
  const externalId = filledTextAt(body, 'externalId') ?? filledTextAt(body, 'externalCustomerId') ?? null
  checkBirthDate(body)
  const customer = ensureCustomer(world, call.accountId, externalId)
  customer.details = { ...pickDetails(body), ...customer.details }
  return ok(render(customer))
}

function updateCustomer(world: World, call: Call): Reply {
  const body = isRecord(call.body) ? call.body : {}
  checkBirthDate(body)
  const customer = ownCustomer(world, call)
  customer.details = { ...customer.details, ...pickDetails(body) }
  if (body.status === 'ACTIVE' || body.status === 'INACTIVE') customer.status = body.status
  return ok(render(customer))
}

function checkBirthDate(body: JsonRecord): void {
  const { dateOfBirth } = body
  if (dateOfBirth === undefined || dateOfBirth === null) return
  if (typeof dateOfBirth !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(dateOfBirth)) {
    throw badRequest('[dateOfBirth] is invalid')
  }
}

function pickDetails(body: JsonRecord): JsonRecord {
  return Object.fromEntries(DETAILS.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]))
}

function listCustomers(world: World, call: Call): Reply {
  const { query } = call
  const ids = query.customerIds?.split(',')
  const matches = [...world.state.customers.values()].filter(
    (customer) =>
      customer.accountId === call.accountId &&
      (ids === undefined || ids.includes(customer.id)) &&
      (query.externalCustomerId === undefined || customer.externalId === query.externalCustomerId) &&
      (query.email === undefined || customer.details.email === query.email) &&
      (query.phone === undefined || customer.details.phone === query.phone) &&
      (query.status === undefined || customer.status === query.status) &&
      (query.type === undefined || (customer.details.type ?? 'INDIVIDUAL') === query.type),
  )
  const page = takePage(matches.reverse(), readPageQuery(query, ids?.length))
  return ok({ count: page.items.length, remaining: page.remaining, customers: page.items.map(render) })
}

function addAddress(world: World, call: Call): Reply {
  const customer = ownCustomer(world, call)
  if (!isRecord(call.body)) throw badRequest('[addressDetails] must not be null')
  if (customer.addresses.length >= ADDRESSES_MAX) throw badRequest('[addresses] too many addresses')
  const { type = 'BILLING', addressDetails = {} } = call.body
  customer.addresses.push({ id: world.ids.scoped('customer'), customerId: customer.id, type, addressDetails })
  return ok(render(customer))
}

/** `…/kyc/initiate`: a hosted link, or an imported token that is approved a little later. */
function initiateKyc(world: World, call: Call): Reply {
  const customer = ownCustomer(world, call)
  const body = isRecord(call.body) ? call.body : {}
  if (body.serviceProvider !== 'SUMSUB') throw badRequest('[serviceProvider] is invalid')
  const mode = body.mode ?? 'HOSTED_URL'
  if (mode !== 'HOSTED_URL' && mode !== 'TOKEN_IMPORT') throw badRequest('[mode] is invalid')
  if (customer.kyc?.status === 'PENDING') throw refuse(409, 'CONFLICT', 'Conflict')
  const details = isRecord(body.serviceProviderDetails) ? body.serviceProviderDetails : {}
  if (mode === 'TOKEN_IMPORT' && filledTextAt(details, 'kycToken') === undefined) {
    throw refuse(422, 'BAD_REQUEST', 'Bad request', {
      errors: ['[serviceProviderDetails.kycToken] must not be blank'],
    })
  }
  const approvalDueMs = mode === 'TOKEN_IMPORT' ? world.clock.now() + world.timings.kycMs : null
  setKycStatus(world, customer, 'PENDING', approvalDueMs)
  const url = mode === 'HOSTED_URL' ? `${world.pageBase}/kyc?customer=${customer.id}` : null
  return ok({ customerId: customer.id, serviceProvider: 'SUMSUB', status: 'PENDING', url })
}

function ownCustomer(world: World, call: Call): Customer {
  const customer = findCustomer(world, call.accountId, call.params.id ?? '')
  if (customer === undefined) throw notFound()
  return customer
}

function render(customer: Customer): JsonRecord {
  const { kyc } = customer
  return {
    id: customer.id,
    accountId: customer.accountId,
    externalId: customer.externalId,
    key: customer.key,
    subAccountId: null,
    name: null,
    email: null,
    phone: null,
    dateOfBirth: null,
    type: 'INDIVIDUAL',
    ...customer.details,
    addresses: customer.addresses,
    status: customer.status,
    previouslyUsedOnramps: [...customer.previouslyUsed].map(([serviceProvider, atMs]) => ({
      serviceProvider,
      previouslyUsed: isoMicros(atMs),
    })),
    serviceProviderCustomers: kyc === null ? [] : [renderKyc(customer, kyc)],
  }
}

function renderKyc(customer: Customer, kyc: NonNullable<Customer['kyc']>): JsonRecord {
  return {
    serviceProvider: 'SUMSUB',
    id: customer.key,
    customerId: customer.id,
    serviceProviderAccessProfileId: null,
    kyc: { status: kyc.status, updatedAt: isoMicros(kyc.updatedAtMs), additionalInfo: null, onboardingMethod: null },
    wallets: [],
    serviceProviderDetails: {},
    createdAt: isoMicros(customer.createdAtMs),
    deletedAt: null,
    status: 'ACTIVE',
  }
}
