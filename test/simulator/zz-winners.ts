import { PROVIDERS } from '/work/main/simulator/data/providers.ts'
import { findAsset, findFiat } from '/work/main/simulator/catalogue.ts'
import { assessTrade } from '/work/main/simulator/offers.ts'
import { decimal } from '/work/main/simulator/decimal.ts'
for (const direction of ['buy','sell'])
for (const [c, f] of [['US','USD'],['DE','EUR'],['BR','BRL'],['GB','GBP'],['IN','INR']]) for (const method of direction==='buy'?[undefined,'BANK_TRANSFER','LOCAL']:[undefined]) for (const asset of ['USDC_BASE','ETH','SEI']) {
  const row=[]
  for (const usd of [20,50,100,500,3000]) {
    const fiat=findFiat(f), a=findAsset(asset)
    const amt=direction==='buy'?decimal(usd).times(fiat.perUsd):decimal(usd).div(a.priceUsd)
    const offers=PROVIDERS.map(p=>[p.code,assessTrade(process.argv[2]??'rampway',p,{direction,countryCode:c,fiat,asset:a,sourceAmount:amt,paymentMethodType:method})]).filter(([,x])=>x.kind==='offer')
    offers.sort((x,y)=>y[1].price.destinationAmount.cmp(x[1].price.destinationAmount))
    row.push(offers.length? `${offers[0][0]}/${offers.length}`:'-')
  }
  console.log(direction,c,method??'-',asset,row.join(' '))
}
