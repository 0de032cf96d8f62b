import { AwsError, base32 } from '../../base/index.ts'
import { type MfaDevice, takeConsecutiveCodes } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  alreadyExists,
  deleteConflict,
  findUser,
  iamAction,
  iamArn,
  limitExceeded,
  noSuchEntity,
  pageOf,
  pathOf,
  required,
  requiredName,
  requiredWord,
  type Target,
  userNameOf,
  users,
  userTarget,
  pageParameters,
} from '../request/index.ts'

const mostDevicesPerUser = 8

const newDevice = (call: Call): Target => ({
  arn: iamArn(call.account.id, `mfa${pathOf(call)}${requiredName(call, 'VirtualMFADeviceName')}`),
})

/** The seed is sent once, in base32 as authenticators take it. There is no QR code. */
const createVirtualMfaDevice = iamAction(
  'CreateVirtualMFADevice',
  ['VirtualMFADeviceName', 'Path'],
  newDevice,
  (call) => {
    const serialNumber = newDevice(call).arn
    if (call.account.mfaDevices.has(serialNumber)) {
      throw alreadyExists('MFADevice entity at the same path and name already exists.')
    }
    const seed = Uint8Array.from(call.randomBytes(40))
    call.account.mfaDevices.set(serialNumber, {
      serialNumber,
      seed,
      userName: undefined,
      enabledAt: undefined,
    })
    return {
      VirtualMFADevice: {
        SerialNumber: serialNumber,
        Base32StringSeed: Buffer.from(base32(seed)).toString('base64'),
      },
    }
  },
)

const enableMfaDevice = iamAction(
  'EnableMFADevice',
  ['UserName', 'SerialNumber', 'AuthenticationCode1', 'AuthenticationCode2'],
  users.target,
  (call) => {
    const user = findUser(call.account, requiredName(call, 'UserName'))
    const device = named(call)
    if (device.userName !== undefined) throw alreadyExists('MFA Device is already in use.')
    if (devicesOf(call, user.name).length >= mostDevicesPerUser) {
      throw limitExceeded(`Cannot exceed quota for MfaDevicesPerUser: ${mostDevicesPerUser}`)
    }
    const codes = [required(call, 'AuthenticationCode1'), required(call, 'AuthenticationCode2')] as const
    if (!takeConsecutiveCodes(device, codes, call.now)) {
      throw new AwsError('InvalidAuthenticationCode', 403, 'Authentication code for device is not valid.')
    }
    device.userName = user.name
    device.enabledAt = call.now
    return undefined
  },
)

const deactivateMfaDevice = iamAction(
  'DeactivateMFADevice',
  ['SerialNumber', 'UserName'],
  userTarget,
  (call) => {
    const userName = userNameOf(call)
    const device = named(call)
    if (userName === undefined || device.userName !== findUser(call.account, userName).name) {
      throw noSuchEntity('MFA Device invalid for user.')
    }
    device.userName = undefined
    device.enabledAt = undefined
    return undefined
  },
)

const deleteVirtualMfaDevice = iamAction(
  'DeleteVirtualMFADevice',
  ['SerialNumber'],
  (call) => ({ arn: required(call, 'SerialNumber') }),
  (call) => {
    const device = named(call)
    if (device.userName !== undefined)
      throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.')
    call.account.mfaDevices.delete(device.serialNumber)
    return undefined
  },
)

const listMfaDevices = iamAction('ListMFADevices', ['UserName', ...pageParameters], userTarget, (call) => {
  const userName = userNameOf(call)
  const owner = userName === undefined ? undefined : findUser(call.account, userName)
  const devices = owner ? devicesOf(call, owner.name) : []
  const { items, rest } = pageOf(call, devices, ({ serialNumber }) => serialNumber)
  const MFADevices = items.map((device) => ({
    UserName: device.userName,
    SerialNumber: device.serialNumber,
    EnableDate: device.enabledAt,
  }))
  return { MFADevices, ...rest }
})

const listVirtualMfaDevices = iamAction(
  'ListVirtualMFADevices',
  ['AssignmentStatus', ...pageParameters],
  (call) => ({ arn: iamArn(call.account.id, 'mfa/') }),
  (call) => {
    const { account, params } = call
    const status = params.has('AssignmentStatus')
      ? requiredWord(call, 'AssignmentStatus', ['Assigned', 'Unassigned', 'Any'])
      : 'Any'
    const devices = [...account.mfaDevices.values()].filter(
      ({ userName }) => status === 'Any' || (status === 'Assigned') === (userName !== undefined),
    )
    const { items, rest } = pageOf(call, devices, ({ serialNumber }) => serialNumber)
    const VirtualMFADevices = items.map((device) => ({
      SerialNumber: device.serialNumber,
      User: device.userName === undefined ? undefined : ownerXml(call, device.userName),
      EnableDate: device.enabledAt,
    }))
    return { VirtualMFADevices, ...rest }
  },
)

export const mfaDeviceActions: readonly QueryAction[] = [
  createVirtualMfaDevice,
  enableMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  listMfaDevices,
  listVirtualMfaDevices,
]

function named(call: Call): MfaDevice {
  const serialNumber = required(call, 'SerialNumber')
  const device = call.account.mfaDevices.get(serialNumber)
  if (!device) throw noSuchEntity(`VirtualMFADevice with serial number ${serialNumber} does not exist.`)
  return device
}

function devicesOf(call: Call, userName: string): readonly MfaDevice[] {
  return [...call.account.mfaDevices.values()].filter((device) => device.userName === userName)
}

function ownerXml(call: Call, userName: string) {
  const { path, name, id, arn, createdAt } = findUser(call.account, userName)
  return { Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: createdAt }
}
