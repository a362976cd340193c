/** 22 random letters and digits. Unlike `crypto.randomUUID` it also works on pages that came over plain HTTP. */
export function randomText(): string {
  const digits = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'
  return Array.from(crypto.getRandomValues(new Uint8Array(22)), (byte) => digits[byte % digits.length]).join('')
}
