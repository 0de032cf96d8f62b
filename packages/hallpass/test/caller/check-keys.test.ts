import { expect, it } from 'vitest'
import { HallpassError } from '../../src/base/index.ts'
import { checkKeys } from '../../src/caller/credentials/check-keys.ts'

const names = { accessKeyId: 'ID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN' }
const good = {
  accessKeyId: 'AKIA0123456789ABCDEF',
  secretAccessKey: 'PCA+zyssPmjDVr+mMsuzFEyKzP4SsXO/FUOGd/iA',
  sessionToken: 'IQoJb3JpZ2luX2VjEHoaCXVzLWVhc3QtMSJHMEUCIQ==',
}
const exampleHint = 'did you replace the example values of ID and SECRET?'

it.each([
  [{ accessKeyId: 'AKIA…' }, 'ID is an example, not a key', exampleHint],
  [{ accessKeyId: 'AKIA...' }, 'ID is an example, not a key', exampleHint],
  [{ secretAccessKey: '…' }, 'SECRET is an example, not a key', exampleHint],
  [{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, 'ID is an example, not a key', exampleHint],
  [
    { secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
    'SECRET is an example, not a key',
    exampleHint,
  ],
  [{ secretAccessKey: '<your secret key>' }, 'SECRET is an example, not a key', exampleHint],
  [{ secretAccessKey: 'YOUR_SECRET_ACCESS_KEY' }, 'SECRET is an example, not a key', exampleHint],
  [{ accessKeyId: '$AWS_KEY' }, 'ID is an example, not a key', exampleHint],
  [{ sessionToken: 'xxxxxxxx' }, 'TOKEN is an example, not a key', exampleHint],
  [{ secretAccessKey: `"${good.secretAccessKey}"` }, 'SECRET has a quote around it', /take the quotes away/],
  [{ accessKeyId: `‘${good.accessKeyId}’` }, 'ID has a quote around it', /take the quotes away/],
  [{ secretAccessKey: `${good.secretAccessKey}\r` }, 'SECRET has a blank or a line end around it', /part of/],
  [{ accessKeyId: ` ${good.accessKeyId}` }, 'ID has a blank or a line end around it', /part of/],
  [{ sessionToken: 'IQoJ\nX-Injected: 1' }, 'TOKEN has a character that no key has', /copy it again/],
  [{ secretAccessKey: 'schlüssel' }, 'SECRET has a character that no key has', /copy it again/],
  [
    { accessKeyId: good.secretAccessKey, secretAccessKey: good.accessKeyId },
    'SECRET is an access key ID',
    /swapped/,
  ],
  [{ accessKeyId: good.secretAccessKey }, 'ID is not an access key ID', /swapped/],
  [{ accessKeyId: 'ada@example.com' }, 'ID is not an access key ID', /20 letters and digits/],
  [{ accessKeyId: 'AKIA' }, 'ID is not an access key ID', /20 letters and digits/],
])('%j is refused before it is sent', (wrong, message, hint) => {
  let failure: unknown
  try {
    checkKeys({ ...good, ...wrong }, names)
  } catch (error) {
    failure = error
  }
  expect(failure).toBeInstanceOf(HallpassError)
  expect(failure).toMatchObject({
    code: 'CredentialsMalformed',
    message,
    hint: typeof hint === 'string' ? hint : (expect.stringMatching(hint) as unknown),
  })
  // Not one of them is repeated.
  const said = JSON.stringify(failure) + String(failure)
  for (const secret of [good.secretAccessKey, good.sessionToken, ...Object.values(wrong)]) {
    if (secret.length > 8) expect(said).not.toContain(secret)
  }
})

it.each([
  [good],
  [{ accessKeyId: good.accessKeyId, secretAccessKey: good.secretAccessKey }],
  // What emulators of AWS take.
  [{ accessKeyId: 'test', secretAccessKey: 'test' }],
])('%j is taken', (keys) => {
  expect(checkKeys(keys, names)).toBe(keys)
})
