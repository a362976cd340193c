import type { SwitchBody } from '../contract/operator-switch-fields.ts'
import type { SwitchEffect } from '../contract/operator-switch-view.ts'
import { switchMadeReply } from '../contract/operator-switch-view.ts'
import type { Operator } from '../domain/operator.ts'
import { describeScope, isActive, type Switch } from '../domain/switch.ts'
import type { Deps } from '../operations/deps.ts'
import { effectOf } from '../operations/operator/switch-effect.ts'
import { makeSwitch, planSwitch, requireNew } from '../operations/operator/switches.ts'
import { print } from './output.ts'

/** Makes the switch, or tells what it would have done, and prints that. */
export async function makeAndPrint(deps: Deps, operator: Operator, body: SwitchBody, asJson: boolean): Promise<void> {
  const planned = await planSwitch(deps, body)
  if (body.dry_run) {
    await requireNew(deps, planned)
    const effect = await effectOf(deps, planned)
    print(asJson, switchMadeReply(null, effect), [
      `${describeScope(planned)}: nothing is switched.`,
      ...effectLines(effect),
    ])
    return
  }
  const made = await makeSwitch(deps, operator, planned, null)
  print(asJson, switchMadeReply(made, null), [
    ...switchLines(made, deps.clock()),
    'In force in every process within two seconds.',
  ])
}

/** A switch, for people. */
export function switchLines(one: Switch, now: number): readonly string[] {
  return [
    `${one.id}  ${describeScope(one)}: ${isActive(one, now) ? one.state : 'ended'}`,
    `    since ${at(one.createdAt)} by ${one.createdBy}, ${endWords(one, now)}`,
    `    because: ${one.reason}`,
  ]
}

function endWords({ endsAt, endedAt, endedBy }: Switch, now: number): string {
  if (endedAt !== null) return `ended ${at(endedAt)} by ${endedBy}`
  if (endsAt === null) return 'until somebody ends it'
  return endsAt > now ? `until ${at(endsAt)}` : `ended ${at(endsAt)} by itself`
}

function effectLines(effect: SwitchEffect): readonly string[] {
  const { sessions, unaffected, nobody, unknown, moved, isComplete, periodStart, periodEnd } = effect
  const cut = isComplete ? '' : ' (there were more before, which are not read)'
  return [
    `Had it been on from ${at(periodStart)} to ${at(periodEnd)}${cut}, of ${sessions} sessions:`,
    `${countOf(unaffected)} as they were`,
    ...moved.map((each) => `${countOf(each.sessions)} had gone from ${each.from} to ${each.to}`),
    `${countOf(nobody)} had found nobody`,
    ...(unknown === 0 ? [] : [`${countOf(unknown)} nobody can say: too little was recorded of them`]),
  ]
}

function countOf(sessions: number): string {
  return String(sessions).padStart(9)
}

function at(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
