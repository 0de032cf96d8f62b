import { type Call, flag, integer, type JsonAction, jsonAction, text } from '../protocol/index.ts'
import { invalidParameter } from './errors.ts'
import { accountNeed } from './find-secret.ts'

const kinds = {
  uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  lowercase: 'abcdefghijklmnopqrstuvwxyz',
  numbers: '0123456789',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
} as const

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
export const getRandomPassword: JsonAction = jsonAction('secretsmanager', {
  name: 'GetRandomPassword',
  input: {
    PasswordLength: integer({ min: 1, max: 4096 }, 'a Long'),
    ExcludeCharacters: text({ maxLength: 4096 }),
    ExcludeNumbers: flag,
    ExcludePunctuation: flag,
    ExcludeUppercase: flag,
    ExcludeLowercase: flag,
    IncludeSpace: flag,
    RequireEachIncludedType: flag,
  },
  needs: () => [accountNeed('GetRandomPassword')],
  run: (call, { PasswordLength = 32, ExcludeCharacters = '', RequireEachIncludedType = true, ...asked }) => {
    const excluded = new Set(ExcludeCharacters)
    const types = [
      asked.ExcludeUppercase === true ? '' : kinds.uppercase,
      asked.ExcludeLowercase === true ? '' : kinds.lowercase,
      asked.ExcludeNumbers === true ? '' : kinds.numbers,
      asked.ExcludePunctuation === true ? '' : kinds.punctuation,
      asked.IncludeSpace === true ? ' ' : '',
    ]
      .map((characters) => characters.split('').filter((character) => !excluded.has(character)))
      .filter((characters) => characters.length > 0)
    if (types.length === 0) {
      throw invalidParameter('There are no valid characters left to make a password of.')
    }
    if (RequireEachIncludedType && PasswordLength < types.length) {
      throw invalidParameter('The password length is too short based on the required types.')
    }
    const random = createRandom(call)
    const all = types.flat()
    const password = Array.from({ length: PasswordLength }, (_, index) =>
      pick(RequireEachIncludedType ? (types[index] ?? all) : all, random),
    )
    return { RandomPassword: shuffled(password, random).join('') }
  },
})

/** A whole number below `end`, each as likely as the others. */
type Random = (end: number) => number

function createRandom({ randomBytes }: Call): Random {
  return (end) => {
    const most = 2 ** 32 - (2 ** 32 % end)
    for (;;) {
      const number = Buffer.from(randomBytes(4)).readUInt32BE()
      if (number < most) return number % end
    }
  }
}

function pick(characters: readonly string[], random: Random): string {
  return characters[random(characters.length)] ?? ''
}

/** In whatever order: else the first characters would tell their types. */
function shuffled(characters: readonly string[], random: Random): readonly string[] {
  const left = [...characters]
  return characters.map(() => left.splice(random(left.length), 1)[0] ?? '')
}
