import Type from 'typebox'
import { arrivalHeader } from '../domain/arrival.ts'
import { endpoint } from './endpoint.ts'

/** Whether the gateway can serve. */
export const getHealth = endpoint({
  name: 'getHealth',
  tag: 'Service',
  summary: 'Whether this process can serve: 503 when its database does not answer.',
  description: 'For a supervisor: restart the process when this fails for long.',
  method: 'GET',
  path: '/healthz',
  access: 'public',
  replies: { 200: Type.Object({ status: Type.Enum(['ok']) }) },
  replyHeaders: {
    200: {
      [arrivalHeader]: {
        schema: Type.String(),
        about: 'to `rampway doctor` alone: how its request arrived here',
        isOptional: true,
      },
    },
  },
  example: { status: 200, reply: { status: 'ok' } },
})

/** Whether the gateway wants traffic. */
export const getReadiness = endpoint({
  name: 'getReadiness',
  tag: 'Service',
  summary: 'Whether this process wants traffic: 503 while it shuts down, too.',
  description: 'For a load balancer: send no more traffic when this fails.',
  method: 'GET',
  path: '/readyz',
  access: 'public',
  replies: {
    200: Type.Object({
      status: Type.Enum(['ready']),
      warning: Type.Optional(Type.String({ description: 'what an operator is to see to soon' })),
    }),
  },
  example: { status: 200, reply: { status: 'ready' } },
})

/** What is measured, as Prometheus reads it. */
export const getMetrics = endpoint({
  name: 'getMetrics',
  tag: 'Service',
  summary: 'What is measured, in Prometheus’s text format. Strangers are told that there is no such path.',
  description:
    'On the operator’s port alone. Answers callers on this machine or a private network, reached without a proxy.',
  method: 'GET',
  path: '/metrics',
  access: 'local',
  replies: { 200: { contentType: 'text/plain; version=0.0.4; charset=utf-8' } },
})
