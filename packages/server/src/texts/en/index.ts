import { account, addPasskey, ceremony, noPasskeys, signIn } from './account.ts'
import { cards } from './cards.ts'
import { frame } from './frame.ts'
import { health } from './health.ts'
import { openIdConnect } from './openid-connect.ts'
import { keyTest } from './key-test.ts'
import { pass } from './pass.ts'
import { preview } from './preview.ts'
import { projector } from './projector.ts'
import { front, join, link } from './public.ts'
import { room } from './room.ts'
import { staff } from './staff.ts'
import { timeline } from './timeline.ts'
import { states, times } from './times.ts'
import { workshopForm, workshops } from './workshops.ts'

/** English, for whoever reads it as a second language: short words, short sentences. */
export const en = {
  /** As HTML's `lang` has it. */
  lang: 'en',
  /** As `Intl` has it, for dates and times. */
  locale: 'en-GB',
  account,
  addPasskey,
  cards,
  ceremony,
  frame,
  front,
  health,
  join,
  keyTest,
  link,
  noPasskeys,
  openIdConnect,
  pass,
  preview,
  projector,
  room,
  signIn,
  staff,
  states,
  timeline,
  times,
  workshopForm,
  workshops,
}
