import { ar } from './ar.ts'
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { pt } from './pt.ts'
import type { PageTexts } from './texts.ts'
import { tr } from './tr.ts'

const textsByLanguage = { en, es, pt, fr, de, it, ja, ko, tr, ar } as const satisfies Readonly<
  Record<string, PageTexts>
>

/** A language that our pages speak, by its tag of two letters (BCP 47). */
export type Language = keyof typeof textsByLanguage

/** Every language, English first. */
export const languages: readonly Language[] = Object.keys(textsByLanguage).filter(isLanguage)

/** Whether a text is the tag of a language that our pages speak. */
export function isLanguage(text: string): text is Language {
  return Object.hasOwn(textsByLanguage, text)
}

/** What the pages say in a language. */
export function textsIn(language: Language): PageTexts {
  return textsByLanguage[language]
}

/** Which way a language is written. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}
