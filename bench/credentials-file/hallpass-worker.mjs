// Plain JavaScript: the machine's Node.js runs it too.
import { writeProfile } from '../../packages/hallpass/dist/index.js'

const samples = []
for (let edit = 0; edit < Number(process.env.BENCH_EDITS); edit += 1) {
  const began = performance.now()
  await writeProfile({
    profile: 'visitor',
    credentials: {
      accessKeyId: `ASIAEXAMPLE${String(edit).padStart(9, '0')}`,
      secretAccessKey: 's'.repeat(40),
      sessionToken: 't'.repeat(400),
      expiration: new Date(Date.now() + 3_600_000),
    },
  })
  samples.push(performance.now() - began)
}
console.log(JSON.stringify(samples))
