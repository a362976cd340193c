import { IsEthereumAddress, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator'

/** The body of `POST /v0/ramp/sessions`. */
export class CreateSessionDto {
  @Matches(/^(?=.*[1-9])\d{1,18}(\.\d{1,18})?$/, { message: 'source_amount must be a decimal string greater than 0' })
  source_amount!: string

  @Matches(/^[A-Z0-9_-]{1,64}$/)
  from_asset!: string

  @Matches(/^[A-Z0-9_-]{1,64}$/)
  to_asset!: string

  @IsIn([1, 10, 137, 8453, 42161, 43114])
  chain_id!: number

  @IsEthereumAddress()
  wallet_address!: string

  @IsOptional()
  @Matches(/^[A-Z]{2}$/)
  country_code?: string | null

  @IsOptional()
  @Matches(/^[A-Z0-9_-]{1,64}$/)
  payment_method_type?: string | null

  @Matches(/^[A-Z0-9_-]{1,64}$/)
  service_provider!: string

  @IsOptional()
  @IsString()
  @Length(1, 128)
  idempotency_key?: string | null
}
