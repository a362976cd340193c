import './dialog.css'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import { CloseIcon } from './icon.tsx'

/** A window over the page; Escape, a click beside it and its button close it. */
export interface DialogProps {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
  readonly title: string
  readonly description?: string
  /** What it shows cannot be seen again: only its buttons close it. */
  readonly isHeld?: boolean
  readonly children: ReactNode
}

export function Dialog({ isOpen, onOpenChange, title, description, isHeld = false, children }: DialogProps) {
  return (
    <BaseDialog.Root
      open={isOpen}
      disablePointerDismissal={isHeld}
      onOpenChange={(open, { reason }) => {
        if (!(isHeld && reason === 'escape-key')) onOpenChange(open)
      }}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="dialog-backdrop" />
        <BaseDialog.Popup className="dialog">
          <div className="dialog-head">
            <div>
              <BaseDialog.Title className="dialog-title">{title}</BaseDialog.Title>
              {description !== undefined && (
                <BaseDialog.Description className="dialog-description">{description}</BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close className="toast-close" aria-label="Close">
              <CloseIcon />
            </BaseDialog.Close>
          </div>
          <div className="dialog-body">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
