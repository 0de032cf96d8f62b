import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJournalFile } from '../../src/each/journal-file.ts'
import { journalLine, parseJournal } from '../../src/each/journal.ts'
import { type FolderPurpose, openPeopleFolder } from '../../src/each/people-folder.ts'

const purpose: FolderPurpose = { roleArn: 'arn:aws:iam::123456789012:role/R', format: 'json' }
const ada = { sessionName: 'ada', asked: '[]' }
const expiration = new Date('2027-01-02T03:04:05.000Z')
const journalName = '.hallpass-each.jsonl'

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hallpass-each-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'people')
}

/** A folder in which ada has a file. */
async function withAda(path = scratch()): Promise<string> {
  const folder = await openPeopleFolder(path, purpose)
  await folder.write(ada, '{"SecretAccessKey":"s3cret"}\n', expiration)
  await folder.close()
  return path
}

async function goodUntil(path: string, owner = ada, change: Partial<FolderPurpose> = {}) {
  const folder = await openPeopleFolder(path, { ...purpose, ...change })
  const found = folder.goodUntil(owner)
  await folder.close()
  return found
}

it('a journal is JSON Lines: one record a line, and no empty line', async () => {
  const path = scratch()
  const folder = await openPeopleFolder(path, purpose)
  await Promise.all(
    ['ada', 'grace'].map((sessionName) => folder.write({ ...ada, sessionName }, '{}', expiration)),
  )
  const records = () =>
    readFileSync(join(path, journalName), 'utf8')
      .replace(/\n$/, '')
      .split('\n')
      .map((line): unknown => JSON.parse(line))
  expect(records()).toHaveLength(2)
  await folder.close()
  expect(records()).toHaveLength(2)
})

describe("a file in a folder is not taken for a person's", () => {
  it('when it has only the name', async () => {
    const path = await withAda()
    writeFileSync(join(path, 'grace.json'), '{}')
    expect(await goodUntil(path, { ...ada, sessionName: 'grace' })).toBeUndefined()
  })

  it('when it was changed', async () => {
    const path = await withAda()
    appendFileSync(join(path, 'ada.json'), ' ')
    expect(await goodUntil(path)).toBeUndefined()
  })

  it("when it is another person's, moved to the name", async () => {
    const path = await withAda()
    writeFileSync(join(path, 'grace.json'), readFileSync(join(path, 'ada.json')))
    expect(await goodUntil(path, { ...ada, sessionName: 'grace' })).toBeUndefined()
  })

  it.each([
    ['another role', ada, { roleArn: 'arn:aws:iam::123456789012:role/Other' }],
    ['another format', ada, { format: 'process' }],
    ['another request', { ...ada, asked: '["policy"]' }, {}],
  ] as const)('when it is for %s', async (_, owner, change) => {
    expect(await goodUntil(await withAda(), owner, change)).toBeUndefined()
  })

  it('when it is gone', async () => {
    const path = await withAda()
    rmSync(join(path, 'ada.json'))
    expect(await goodUntil(path)).toBeUndefined()
  })
})

describe('a folder is refused', () => {
  it('while another is at work in it', async () => {
    const path = scratch()
    const first = await openPeopleFolder(path, purpose)
    await expect(openPeopleFolder(path, purpose)).rejects.toMatchObject({
      code: 'OutputUnwritable',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    await first.close()
    await (await openPeopleFolder(path, purpose)).close()
  })

  it('when it is a file', async () => {
    const path = scratch()
    writeFileSync(path, 'mine')
    await expect(openPeopleFolder(path, purpose)).rejects.toMatchObject({ code: 'OutputUnwritable' })
    expect(readFileSync(path, 'utf8')).toBe('mine')
  })

  it('when a part of its path is a file', async () => {
    const path = scratch()
    writeFileSync(path, 'mine')
    await expect(openPeopleFolder(join(path, 'people'), purpose)).rejects.toMatchObject({
      code: 'OutputUnwritable',
      hint: 'choose another folder with --out',
    })
  })
})

describe('a folder of people’s files', () => {
  it('is readable by its owner alone, and so is all in it', async () => {
    const path = await withAda()
    expect(statSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(path).toSorted()).toEqual([journalName, 'ada.json'])
    for (const name of readdirSync(path)) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
  })

  it('knows until when a file of its is good', async () => {
    expect(await goodUntil(await withAda())).toEqual(expiration)
  })

  it('names what stands in the way: files that are not as it wrote them', async () => {
    const path = await withAda()
    writeFileSync(join(path, 'grace.json'), '{}')
    const folder = await openPeopleFolder(path, purpose)
    expect(folder.strangers(['ada', 'grace', 'alan'])).toEqual(['grace'])
    writeFileSync(join(path, 'ada.json'), '{}')
    expect(folder.strangers(['ada'])).toEqual(['ada'])
    await folder.close()
  })

  it('is cleared of what a killed process left, and of nothing else', async () => {
    const path = await withAda()
    writeFileSync(join(path, '.hallpass-new-0123456789abcdef'), 'half of a f')
    writeFileSync(join(path, '.hallpass-new-idea'), 'mine')
    appendFileSync(join(path, journalName), '{"file":"grace.json","sess')
    expect(await goodUntil(path)).toEqual(expiration)
    expect(readdirSync(path).toSorted()).toEqual([journalName, '.hallpass-new-idea', 'ada.json'])
  })

  it('keeps one line for each file, and no secret', async () => {
    const path = await withAda()
    await withAda(path)
    await withAda(path)
    const journal = readFileSync(join(path, journalName), 'utf8')
    expect(journal.match(/ada\.json/g)).toHaveLength(1)
    expect(journal).not.toContain('s3cret')
  })

  it('in which nothing was written is left as it was', async () => {
    const path = scratch()
    await goodUntil(path)
    expect(existsSync(join(path, journalName))).toBe(false)
  })
})

describe('the journal of a folder', () => {
  const entry = {
    file: 'ada.json',
    sessionName: 'ada',
    roleArn: purpose.roleArn,
    format: 'json',
    asked: 'a',
    expiresAt: expiration.toISOString(),
    content: 'c',
  }

  it('cut off anywhere loses the last line at most, and the next lines are read', async () => {
    const path = join(await withAda(), journalName)
    const [first, second] = [entry, { ...entry, file: 'grace.json' }].map(journalLine)
    for (let length = 0; length <= (second ?? '').length; length++) {
      writeFileSync(path, `${first}${second?.slice(0, length)}`)
      const journal = await openJournalFile(path, readFileSync(path))
      await Promise.all(
        ['alan', 'mary'].map((name) => journal.append(journalLine({ ...entry, file: `${name}.json` }))),
      )
      await journal.close()
      const text = readFileSync(path, 'utf8')
      const files = [...parseJournal(text).keys()]
      expect(files.filter((file) => file !== 'grace.json')).toEqual(['ada.json', 'alan.json', 'mary.json'])
      expect(text).not.toMatch(/^\n|\n\n/)
    }
  })

  it.each(['null', '[]', '{"file":1}', JSON.stringify({ ...entry, content: 7 }), '\u0000', '{'])(
    'passes over the line %j',
    (line) => {
      expect(parseJournal(`${line}\n`).size).toBe(0)
    },
  )
})
