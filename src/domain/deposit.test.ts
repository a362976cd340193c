import { expect, test } from 'vitest'
import { parseWalletAddress } from './address.ts'
import { parseAmount } from './amount.ts'
import { findDepositFault } from './deposit.ts'
import type { SoldCrypto } from './transaction.ts'

const depositAddress = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'

function faultOf(amount: string, told: string) {
  const walletAddress = parseWalletAddress('0x52908400098527886E0F7030069857D2E4169EE7')
  const read = parseAmount(amount)
  if (read === undefined || typeof walletAddress !== 'string') throw new Error('a sample could not be read')
  const sold: SoldCrypto = {
    symbol: 'USDC',
    chainId: 8453,
    decimals: 6,
    amount: read,
    walletAddress,
    redirectFlow: true,
  }
  return findDepositFault({
    upstream: { depositAddress, transactionType: 'CRYPTO_SELL', sourceAmount: told, cryptoChainId: '0x2105' },
    assets: { from: 'USDC', to: 'USD', chainId: 8453 },
    deposit: { sold, address: depositAddress, addressChanged: false, wasShown: false },
  })
}

test('an amount that its asset cannot hold is never told, though Meld repeats it exactly', () => {
  expect(faultOf('150.123456', '150.1234560')).toBe(null)
  for (const told of ['150.1234567', '150.123457']) expect(faultOf('150.1234567', told)).toBe('too_many_decimals')
})
