/**
 * What callers of an API would stumble over when its OpenAPI document changes from one into the other, a line each.
 * Requests may only grow more lenient, answers may only say more: new endpoints, new optional input, new members of
 * answers and further values of their enums are no break.
 */
export function breakingChanges(before, after) {
  return operationsOf(before).flatMap(({ path, method, operation }) => {
    const now = after.paths[path]?.[method]
    const name = `${method.toUpperCase()} ${path}`
    if (now === undefined) return [`${name}: removed`]
    const changes = compareOperations(
      { document: before, operation, shared: before.paths[path].parameters },
      { document: after, operation: now, shared: after.paths[path].parameters },
    )
    return changes.map((change) => `${name}: ${change}`)
  })
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete']

function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
  )
}

function compareOperations(before, after) {
  const facts = ['operationId', 'x-access'].flatMap((fact) =>
    before.operation[fact] === after.operation[fact]
      ? []
      : [`${fact} is ${after.operation[fact]}, and was ${before.operation[fact]}`],
  )
  return [
    ...facts,
    ...compareParameters(before, after),
    ...compareBodies(before, after),
    ...compareAnswers(before, after),
  ]
}

function compareParameters(before, after) {
  const [was, is] = [parametersOf(before), parametersOf(after)]
  const changed = [...was].flatMap(([key, parameter]) => {
    const now = is.get(key)
    if (now === undefined) return [`${key} is not taken any more`]
    const tightened = !parameter.required && now.required ? [`${key} is required now`] : []
    return [...tightened, ...compareInput(key, [before.document, parameter.schema], [after.document, now.schema])]
  })
  const added = [...is].filter(([key, { required }]) => required && !was.has(key))
  return [...changed, ...added.map(([key]) => `${key} is new and required`)]
}

function parametersOf({ document, operation, shared = [] }) {
  const parameters = [...shared, ...(operation.parameters ?? [])].map((parameter) => resolve(document, parameter))
  return new Map(parameters.map((parameter) => [`${parameter.in} parameter ${parameter.name}`, parameter]))
}

function compareBodies(before, after) {
  const was = resolve(before.document, before.operation.requestBody ?? {})
  const is = resolve(after.document, after.operation.requestBody ?? {})
  const tightened = !was.required && is.required ? ['the body is required now'] : []
  const changed = Object.entries(was.content ?? {}).flatMap(([type, { schema }]) => {
    const now = is.content?.[type]
    if (now === undefined) return [`the body is not taken as ${type} any more`]
    return compareInput('body', [before.document, schema], [after.document, now.schema])
  })
  return [...tightened, ...changed]
}

function compareAnswers(before, after) {
  const [was, is] = [before.operation.responses, after.operation.responses]
  const changed = Object.keys(was).flatMap((status) => {
    if (is[status] === undefined) return [`status ${status} is gone`]
    const [old, now] = [resolve(before.document, was[status]), resolve(after.document, is[status])]
    const headers = Object.entries(old.headers ?? {}).flatMap(([name, header]) => {
      const isPromised = resolve(before.document, header).required
      const isKept = resolve(after.document, now.headers?.[name] ?? {}).required
      return isPromised && !isKept ? [`${status} may come without ${name}`] : []
    })
    const content = Object.entries(old.content ?? {}).flatMap(([type, { schema }]) => {
      if (now.content?.[type] === undefined) return [`${status} is not answered as ${type} any more`]
      return compareOutput(`${status}`, [before.document, schema], [after.document, now.content[type].schema])
    })
    return [...headers, ...content]
  })
  const added = Object.keys(is).filter((status) => status.startsWith('2') && was[status] === undefined)
  return [...changed, ...added.map((status) => `${status} is a new success`)]
}

/** What was accepted has to be accepted. */
function compareInput(place, was, is) {
  const [old, now] = [shapeOf(...was), shapeOf(...is)]
  const refused = [...old.types].filter((type) => !takes(now.types, type))
  if (refused.length > 0) return [`${place} is no ${refused.join(' or ')} any more`]
  const values =
    now.values === undefined ? [] : (old.values ?? ['any value']).filter((value) => !now.values.includes(value))
  const narrowed = values.length > 0 ? [`${place} does not take ${values.join(', ')} any more`] : []
  return [...narrowed, ...compareBounds(place, old, now), ...compareInputMembers(place, was[0], is[0], old, now)]
}

function compareInputMembers(place, wasIn, isIn, old, now) {
  const members = [...old.members].flatMap(([name, schema]) =>
    now.members.has(name)
      ? compareInput(`${place}.${name}`, [wasIn, schema], [isIn, now.members.get(name)])
      : [`${place}.${name} is not taken any more`],
  )
  const required = [...now.required].filter((name) => !old.required.has(name))
  const words = (name) => (old.members.has(name) ? 'is required now' : 'is new and required')
  const items = old.items && now.items ? compareInput(`${place}[]`, [wasIn, old.items], [isIn, now.items]) : []
  return [...members, ...required.map((name) => `${place}.${name} ${words(name)}`), ...items]
}

const upper = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems']
const lower = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems']

function compareBounds(place, { bounds: old }, { bounds: now }) {
  const tighter = [
    ...upper.filter((name) => now[name] !== undefined && now[name] < (old[name] ?? Number.POSITIVE_INFINITY)),
    ...lower.filter((name) => now[name] !== undefined && now[name] > (old[name] ?? Number.NEGATIVE_INFINITY)),
  ]
  const bounds = tighter.map((name) => `${place} has ${name} ${now[name]}, and had ${old[name] ?? 'none'}`)
  const isOther = now.pattern !== undefined && now.pattern !== old.pattern
  return isOther ? [...bounds, `${place} has another pattern`] : bounds
}

/** What was told has to be told, and nothing of another type. */
function compareOutput(place, was, is) {
  const [old, now] = [shapeOf(...was), shapeOf(...is)]
  const odd = [...now.types].filter((type) => !takes(old.types, type))
  if (odd.length > 0) return [`${place} may be ${odd.join(' or ')}, and was ${[...old.types].join(' or ')}`]
  const members = [...old.members].flatMap(([name, schema]) => {
    const member = `${place}.${name}`
    if (!now.members.has(name)) return [`${member} is gone`]
    const loosened = old.required.has(name) && !now.required.has(name) ? [`${member} may be left out`] : []
    return [...loosened, ...compareOutput(member, [was[0], schema], [is[0], now.members.get(name)])]
  })
  const items = old.items && now.items ? compareOutput(`${place}[]`, [was[0], old.items], [is[0], now.items]) : []
  return [...members, ...items]
}

/** Every integer is a number; a schema without a type takes anything. */
function takes(types, type) {
  return types.size === 0 || types.has(type) || (type === 'integer' && types.has('number'))
}

/** A schema as callers see it, whatever it is composed of. */
function shapeOf(document, schema) {
  const parts = alternatives(document, schema)
  const objects = parts.filter(({ type }) => type === 'object')
  const names = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties)))]
  const isAlways = (name) => objects.every(({ required = [] }) => required.includes(name))
  const values = parts.map((part) => part.enum ?? ('const' in part ? [part.const] : undefined))
  const withoutNull = parts.filter(({ type }) => type !== 'null')
  return {
    types: new Set(parts.flatMap(({ type }) => type ?? [])),
    // A part that takes any value makes the list of the others mean nothing.
    values: parts.some(({ type }, index) => values[index] === undefined && type !== 'null')
      ? undefined
      : values.flat().filter((value) => value !== undefined),
    members: new Map(names.map((name) => [name, memberOf(objects, name)])),
    required: new Set(names.filter(isAlways)),
    items: withoutNull.find(({ items }) => items !== undefined)?.items,
    bounds: withoutNull.length === 1 ? withoutNull[0] : {},
  }
}

function memberOf(objects, name) {
  const [first, ...others] = objects.flatMap(({ properties }) => properties?.[name] ?? [])
  return others.length === 0 ? first : { anyOf: [first, ...others] }
}

/** The simple schemas of which a value fits one. */
function alternatives(document, schema) {
  const { anyOf, oneOf, allOf = [], ...own } = resolve(document, schema)
  const simple = [own.type ?? [undefined]].flat().map((type) => ({ ...own, type }))
  const choice = (anyOf ?? oneOf)?.flatMap((part) => alternatives(document, part))
  const conditions = [choice ?? [{}], ...allOf.map((part) => alternatives(document, part))]
  return conditions.reduce((all, parts) => all.flatMap((one) => parts.map((part) => merge(one, part))), simple)
}

function merge(one, other) {
  return {
    ...one,
    ...other,
    type: other.type ?? one.type,
    properties: { ...one.properties, ...other.properties },
    required: [...(one.required ?? []), ...(other.required ?? [])],
  }
}

function resolve(document, part) {
  if (part?.$ref === undefined) return part ?? {}
  const names = part.$ref.split('/').slice(1)
  return resolve(
    document,
    names.reduce((found, name) => found[name.replaceAll('~1', '/').replaceAll('~0', '~')], document),
  )
}
