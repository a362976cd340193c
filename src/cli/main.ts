#!/usr/bin/env node
import { catchReloadRequests } from './reload-requests.ts'

// First, before the rest is loaded: the signal may come at any time.
const reloadRequests = process.argv[2] === 'serve' ? catchReloadRequests(process) : undefined
const { runCommand } = await import('./commands.ts')
await runCommand(process.argv, reloadRequests)
