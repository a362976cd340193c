import './toasts.css'
import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import { CloseIcon } from './icon.tsx'

/** Milliseconds that a message stays, unless the pointer or the focus is on it. */
const toastMs = 5_000

/** Lets everything within show short messages by `useToast`. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider timeout={toastMs} limit={3}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function ToastList() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={`toast ${toast.type ?? ''}`}>
      <Toast.Content className="toast-content">
        <div>
          <Toast.Title className="toast-title" render={<p />} />
          <Toast.Description className="toast-text" />
        </div>
        <Toast.Close className="toast-close" aria-label="Close">
          <CloseIcon />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

/** Gives the function that shows a message: what happened, in a few words. */
export function useToast(): (title: string, kind?: 'info' | 'error', description?: string) => void {
  const { add } = Toast.useToastManager()
  return (title, kind = 'info', description = '') => {
    add({ title, type: kind, priority: kind === 'error' ? 'high' : 'low', ...(description !== '' && { description }) })
  }
}
