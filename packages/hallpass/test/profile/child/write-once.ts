import { writeProfile } from '../../../src/profile/write-profile.ts'

/** Writes one profile and says what came of it. */
try {
  const written = await writeProfile({
    profile: 'guest',
    credentials: { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't', expiration: new Date(2e12) },
  })
  console.log(written.outcome)
} catch (error) {
  console.log(error instanceof Error && 'code' in error ? `${String(error.code)}: ${error.message}` : error)
}
