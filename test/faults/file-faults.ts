import * as fs from 'node:fs'
import { leading, ourProgram } from '../../packages/hallpass/test/command.ts'
import { writeProfile } from '../../packages/hallpass/src/profile/write-profile.ts'
import { lockPath, tryLock } from '../../packages/hallpass/src/safe-file/file-lock.ts'
import { runProcess } from '../run-process.ts'
import type { Fault } from './fault.ts'
import type { FaultPlace } from './fault-place.ts'

const ownKeys = '[ada]\naws_access_key_id = AKIAEXAMPLEEXAMPLE00\naws_secret_access_key = a-secret\n'

/**
 * Writes a profile where `~/.aws` is a file system that `mount` (in sh) has mounted, and nobody else sees.
 */
function writeOnOwnDisk(place: FaultPlace, mount: string) {
  fs.mkdirSync(`${place.home}/.aws`)
  const script = `${mount} && exec "$@"`
  const issue = ['issue', '-r', place.roleArn, '-s', 'ada', '-o', 'write']
  const command = ['sh', '-c', script, 'sh', ourProgram, ...leading, ...issue]
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', ...env } = place.env
  // Not in the environment: what warns of that is no part of this.
  const keys = `aws_access_key_id = ${AWS_ACCESS_KEY_ID}\naws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n`
  const AWS_CONFIG_FILE = place.write('config', `[profile source]\n${keys}`)
  return runProcess('unshare', ['-rm', ...command], {
    env: { ...env, HOME: place.home, AWS_CONFIG_FILE, AWS_PROFILE: 'source' },
  })
}

/** Files and folders; those that want a file system of their own are apart. */
export const fileFaults: readonly Fault[] = [
  {
    code: 'ProfileFileUnreadable',
    cause: 'a file in place of a folder',
    happens: (place) => {
      place.write('.aws', 'not a folder')
      return place.issue({}, '-o', 'write')
    },
    message: /^cannot change \S+\/\.aws\/credentials: a part of its path is not a folder$/,
    hint: /^correct the path$/,
  },
  {
    code: 'ProfileFileMalformed',
    cause: 'a line of no kind',
    happens: (place) => {
      place.write('.aws/credentials', '[work]\nthis line is of no kind\n')
      return place.issue({}, '-o', 'write')
    },
    message: /^cannot change \S+\/\.aws\/credentials: line 2: it is neither a \[section\] nor key = value$/,
    hint: /^correct line 2 of \S+\/\.aws\/credentials and try again; nothing was changed$/,
  },
  {
    code: 'ProfileFileLocked',
    cause: 'a lock that a living process holds',
    happens: async (place) => {
      const file = place.write('.aws/credentials', '')
      const attempt = tryLock(lockPath(file), { fs })
      try {
        return await place.library(() =>
          writeProfile({
            profile: 'ada',
            credentials: {
              accessKeyId: 'ASIAEXAMPLEEXAMPLE00',
              secretAccessKey: 'a-secret',
              sessionToken: 'a-token',
              expiration: new Date('2026-11-22T12:00:00Z'),
            },
            env: { AWS_SHARED_CREDENTIALS_FILE: file },
            lockTimeoutMs: 50,
          }),
        )
      } finally {
        if ('held' in attempt) attempt.held.release()
      }
    },
    message: new RegExp(`^\\S+/\\.aws/credentials is being changed by process ${process.pid} on \\S+$`),
    hint: /^try again when it has finished$/,
  },
  {
    code: 'ProfileNotOwned',
    cause: 'a profile of somebody else',
    happens: (place) => {
      place.write('.aws/credentials', ownKeys)
      return place.issue({}, '-o', 'write')
    },
    message: /^profile ada in \S+\/\.aws\/credentials was not written by hallpass$/,
    hint: /another name for the profile.*--force$/,
  },
  {
    code: 'ProfileNameInvalid',
    cause: 'a name that some SDK would not read',
    happens: (place) => place.issue({}, '-o', 'write', '--profile', 'ada]'),
    message: /^"ada\]" cannot be the name of a profile$/,
    hint: /letters, digits/,
  },
  {
    code: 'OutputUnwritable',
    cause: 'a file in place of the folder for everyone’s keys',
    happens: (place) => {
      const people = place.write('people.csv', 'name\nada\n')
      return place.hallpass([
        'issue',
        '-r',
        place.roleArn,
        '--each',
        people,
        '--out',
        place.write('class', 'not a folder'),
      ])
    },
    message: /^cannot write \S+\/class: a part of its path is not a folder$/,
    hint: /^choose another folder with --out$/,
  },
]

/** Faults of a file system, for which one is mounted that nobody else sees. */
export const diskFaults: readonly Fault[] = [
  {
    code: 'ProfileFileUnreadable',
    cause: 'a folder that is read-only',
    happens: (place) => writeOnOwnDisk(place, 'mount -t tmpfs -o ro tmpfs "$HOME/.aws"'),
    message: /^cannot change \S+\/\.aws\/credentials: the file system is read-only$/,
    hint: /^name another file with AWS_SHARED_CREDENTIALS_FILE$/,
  },
  {
    code: 'ProfileFileUnreadable',
    cause: 'a disk that is full',
    happens: (place) => {
      // The writing of zeros ends when the disk is full, which is a failure to head.
      const fill = 'head -c 99999 /dev/zero > "$HOME/.aws/zeros" 2>&- || true'
      return writeOnOwnDisk(place, `mount -t tmpfs -o size=16k tmpfs "$HOME/.aws" && { ${fill}; }`)
    },
    message: /^cannot change \S+\/\.aws\/credentials: no space left on the disk$/,
    hint: /^free some space and try again$/,
  },
]
