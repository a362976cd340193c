import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.RAMPWAY_WEBHOOK_SECRET ?? '')
const seen = new Set() // in production a table with the ids, written in the transaction that does the work

createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    const event = webhook.verify(Buffer.concat(chunks), request.headers)
    if (!seen.has(event.id)) console.log(event.id, event.type, event.data.id, event.data.status)
    seen.add(event.id)
    response.writeHead(204).end()
  } catch (error) {
    console.error('refused:', String(error))
    response.writeHead(400).end()
  }
}).listen(process.env.PORT ?? 3000, '127.0.0.1')
