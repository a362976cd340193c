import '../ui/tokens.css'
import '../ui/base.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Router } from 'wouter'
import { applyTheme } from '../ui/theme.ts'
import { ToastProvider } from '../ui/toasts.tsx'
import { isSignedOut, partnerQuery, portalPath } from './api.ts'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root')

/** Whatever is refused because the sign-in has ended leads to the page that says so. */
const onError = (error: unknown): void => {
  if (isSignedOut(error)) queries.setQueryData(partnerQuery.queryKey, null)
}
const queries: QueryClient = new QueryClient({
  defaultOptions: { queries: { retry: (failures, error) => failures < 1 && !isSignedOut(error) } },
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
})
applyTheme()
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <ToastProvider>
          <Router base={portalPath}>
            <App />
          </Router>
        </ToastProvider>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
