import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import {
  AuditIcon,
  DeliveryIcon,
  EventIcon,
  HealthIcon,
  HomeIcon,
  ListIcon,
  SearchIcon,
  SendIcon,
  SwitchIcon,
  TenantIcon,
  WebhookIcon,
} from '../../ui/icon.tsx'

interface Place {
  readonly path: string
  readonly label: string
  readonly icon: ReactNode
}

const places: readonly Place[] = [
  { path: '/', label: 'Home', icon: <HomeIcon /> },
  { path: '/find', label: 'Find', icon: <SearchIcon /> },
  { path: '/sessions', label: 'Sessions', icon: <ListIcon /> },
  { path: '/switches', label: 'Switches', icon: <SwitchIcon /> },
  { path: '/webhooks', label: 'Incoming webhooks', icon: <WebhookIcon /> },
  { path: '/webhook-endpoints', label: 'Webhook endpoints', icon: <SendIcon /> },
  { path: '/deliveries', label: 'Deliveries', icon: <DeliveryIcon /> },
  { path: '/events', label: 'Events', icon: <EventIcon /> },
  { path: '/tenants', label: 'Tenants', icon: <TenantIcon /> },
  { path: '/health', label: 'Health', icon: <HealthIcon /> },
  { path: '/audit', label: 'Audit', icon: <AuditIcon /> },
]

/** The pages of the console; `onGo` is told when one is gone to. */
export function Navigation({ onGo }: { readonly onGo?: () => void }) {
  const [path] = useLocation()
  return (
    <nav className="navigation" aria-label="Pages">
      <ul>
        {places.map((place) => (
          <li key={place.path}>
            <Link
              href={place.path}
              className="navigation-link"
              aria-current={isWithin(path, place.path) ? 'page' : undefined}
              onClick={onGo}
            >
              {place.icon}
              {place.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function isWithin(path: string, place: string): boolean {
  return path === place || (place !== '/' && path.startsWith(`${place}/`))
}
