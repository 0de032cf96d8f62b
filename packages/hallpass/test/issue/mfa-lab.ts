import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from '@aws-sdk/client-iam'
import { type BrokenLab, openBrokenLab } from '../doctor/broken-lab.ts'
import { codes } from '../setup/destroy/totp.ts'

/** A local AWS whose user `reader` has an MFA device. */
export interface MfaLab extends BrokenLab {
  /** The device. */
  readonly serial: string
  /** Its code half a minute later, to which the clock is moved: one that was not used. */
  readonly nextCode: () => string
  /** What the local AWS has for the time. */
  readonly now: () => number
  /** Moves the clock on. */
  readonly wait: (milliseconds: number) => void
}

export async function openMfaLab(): Promise<MfaLab> {
  const lab = await openBrokenLab()
  const iam = new IAMClient({ endpoint: lab.url, region: 'eu-west-1', credentials: lab.admin })
  const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'reader' }))
  const { Base32StringSeed: seed = new Uint8Array(), SerialNumber = '' } = made.VirtualMFADevice ?? {}
  const [AuthenticationCode1, AuthenticationCode2] = codes(seed, new Date())
  const enable = { UserName: 'reader', SerialNumber, AuthenticationCode1, AuthenticationCode2 }
  await iam.send(new EnableMFADeviceCommand(enable))
  let movedMs = 0
  const wait = (milliseconds: number): void => lab.moveClock((movedMs += milliseconds))
  const now = (): number => Date.now() + movedMs
  return {
    ...lab,
    serial: SerialNumber,
    now,
    wait,
    nextCode: () => {
      wait(31_000)
      return codes(seed, new Date(now()))[1]
    },
  }
}
