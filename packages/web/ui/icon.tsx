import type { ReactNode } from 'react'

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  )
}

/** The product's own mark, as on its other pages. */
export function RampwayMark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1f4fd6" />
      <path
        d="M8 22 16 9l8 13"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}

export function CheckIcon() {
  return (
    <Icon>
      <path d="m3.5 8.5 3 3 6-7" />
    </Icon>
  )
}

export function ChevronsIcon() {
  return (
    <Icon>
      <path d="m5 6 3-3 3 3M5 10l3 3 3-3" />
    </Icon>
  )
}

export function CopyIcon() {
  return (
    <Icon>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </Icon>
  )
}

export function CloseIcon() {
  return (
    <Icon>
      <path d="m4 4 8 8M12 4l-8 8" />
    </Icon>
  )
}

export function SunIcon() {
  return (
    <Icon>
      <circle cx="8" cy="8" r="2.75" />
      <path d="M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </Icon>
  )
}

export function MoonIcon() {
  return (
    <Icon>
      <path d="M13.5 9.6A5.75 5.75 0 0 1 6.4 2.5a5.75 5.75 0 1 0 7.1 7.1Z" />
    </Icon>
  )
}

export function SystemIcon() {
  return (
    <Icon>
      <rect x="2" y="3" width="12" height="8" rx="1.25" />
      <path d="M6 13.5h4" />
    </Icon>
  )
}

export function RefreshIcon() {
  return (
    <Icon>
      <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v2.75h-2.75" />
    </Icon>
  )
}

export function SearchIcon() {
  return (
    <Icon>
      <path d="M7 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM10.75 10.75 14 14" />
    </Icon>
  )
}

export function MenuIcon() {
  return (
    <Icon>
      <path d="M2 4.5h12M2 8h12M2 11.5h12" />
    </Icon>
  )
}

export function HomeIcon() {
  return (
    <Icon>
      <path d="M2.5 13.5v-4M6.25 13.5v-8M10 13.5V7M13.5 13.5v-11" />
    </Icon>
  )
}

export function ListIcon() {
  return (
    <Icon>
      <path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />
    </Icon>
  )
}

export function SwitchIcon() {
  return (
    <Icon>
      <path d="M5 4h6a4 4 0 0 1 0 8H5a4 4 0 0 1 0-8ZM5 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z" />
    </Icon>
  )
}

export function WebhookIcon() {
  return (
    <Icon>
      <path d="M2 5.5h10.5M9.5 2.5l3 3-3 3M14 10.5H3.5M6.5 7.5l-3 3 3 3" />
    </Icon>
  )
}

export function SendIcon() {
  return (
    <Icon>
      <path d="M14 2 7 9M14 2l-4.5 12L7 9 2 6.5Z" />
    </Icon>
  )
}

export function DeliveryIcon() {
  return (
    <Icon>
      <path d="M2.5 4.5 8 2l5.5 2.5v7L8 14l-5.5-2.5ZM2.5 4.5 8 7l5.5-2.5M8 7v7" />
    </Icon>
  )
}

export function EventIcon() {
  return (
    <Icon>
      <path d="M9 1.5 3 9h4.5L7 14.5 13 7H8.5Z" />
    </Icon>
  )
}

export function TenantIcon() {
  return (
    <Icon>
      <path d="M2.5 13.5v-11h6v11M8.5 6.5h5v7M1.5 13.5h13M5.5 5.5h.01M5.5 8h.01M5.5 10.5h.01M11 9.5h.01" />
    </Icon>
  )
}

export function HealthIcon() {
  return (
    <Icon>
      <path d="M1.5 8.5h3l2-5 3 9 2-4h3" />
    </Icon>
  )
}

export function AuditIcon() {
  return (
    <Icon>
      <path d="M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3M5.75 8.5h4.5M5.75 11h3" />
    </Icon>
  )
}

export function OperatorIcon() {
  return (
    <Icon>
      <path d="M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.75 13.5a5.25 5.25 0 0 1 10.5 0" />
    </Icon>
  )
}

export function DownloadIcon() {
  return (
    <Icon>
      <path d="M8 2v8.5M4.5 7.5 8 11l3.5-3.5M2.5 13.5h11" />
    </Icon>
  )
}
