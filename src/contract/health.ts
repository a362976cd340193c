import Type from 'typebox'
import { endpoint } from './endpoint.ts'

/** Whether the gateway can serve. */
export const getHealth = endpoint({
  name: 'getHealth',
  summary: 'Whether this process can serve: 503 when its database does not answer.',
  method: 'GET',
  path: '/healthz',
  access: 'public',
  replies: { 200: Type.Object({ status: Type.Enum(['ok']) }) },
  example: { status: 200, reply: { status: 'ok' } },
})

/** Whether the gateway wants traffic. */
export const getReadiness = endpoint({
  name: 'getReadiness',
  summary: 'Whether this process wants traffic: 503 while it shuts down, too.',
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
  summary: 'What is measured, in Prometheus’s text format. Strangers are told that there is no such path.',
  method: 'GET',
  path: '/metrics',
  access: 'local',
  replies: { 200: { contentType: 'text/plain; version=0.0.4; charset=utf-8' } },
})
