import { AwsError, base32 } from '../../base/index.ts'
import { type MfaDevice, takeConsecutiveCodes } from '../../model/index.ts'
import type { Call, QueryAction } from '../../protocol/index.ts'
import {
  alreadyExists,
  deleteConflict,
  findMfaDevice,
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
  requestTags,
  tagParameters,
  tagsXmlIfAny,
  withRequestTags,
} from '../request/index.ts'
import { qrCodePng } from './qr-code-png.ts'

const mostDevicesPerUser = 8

const newDevice = (call: Call): Target => ({
  arn: iamArn(call.account.id, `mfa${pathOf(call)}${requiredName(call, 'VirtualMFADeviceName')}`),
})

/** The seed is sent once, in base32 as authenticators take it and as a picture they can scan. */
const createVirtualMfaDevice = iamAction(
  'CreateVirtualMFADevice',
  ['VirtualMFADeviceName', 'Path', ...tagParameters],
  withRequestTags(newDevice),
  (call) => {
    const serialNumber = newDevice(call).arn
    if (call.account.mfaDevices.has(serialNumber)) {
      throw alreadyExists('MFADevice entity at the same path and name already exists.')
    }
    const tags = requestTags(call)
    const seed = Uint8Array.from(call.randomBytes(40))
    call.account.mfaDevices.set(serialNumber, {
      serialNumber,
      seed,
      tags,
      userName: undefined,
      enabledAt: undefined,
    })
    const secret = base32(seed)
    const name = requiredName(call, 'VirtualMFADeviceName')
    const url = `otpauth://totp/${encodeURIComponent(`${name}@${call.account.id}`)}?secret=${secret}`
    return {
      VirtualMFADevice: {
        SerialNumber: serialNumber,
        Base32StringSeed: Buffer.from(secret).toString('base64'),
        QRCodePNG: qrCodePng(url).toString('base64'),
        Tags: tagsXmlIfAny(tags),
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
    takeCodes(call, device)
    device.userName = user.name
    device.enabledAt = call.now
    return undefined
  },
)

const resyncMfaDevice = iamAction(
  'ResyncMFADevice',
  ['UserName', 'SerialNumber', 'AuthenticationCode1', 'AuthenticationCode2'],
  users.target,
  (call) => {
    const user = findUser(call.account, requiredName(call, 'UserName'))
    const device = named(call)
    if (device.userName !== user.name) throw noSuchEntity('MFA Device invalid for user.')
    takeCodes(call, device)
    return undefined
  },
)

const getMfaDevice = iamAction('GetMFADevice', ['SerialNumber', 'UserName'], userTarget, (call) => {
  const device = named(call)
  const userName = userNameOf(call)
  if (call.params.has('UserName') && device.userName !== userName) {
    throw noSuchEntity('MFA Device invalid for user.')
  }
  return { UserName: device.userName, SerialNumber: device.serialNumber, EnableDate: device.enabledAt }
})

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
  resyncMfaDevice,
  getMfaDevice,
  deactivateMfaDevice,
  deleteVirtualMfaDevice,
  listMfaDevices,
  listVirtualMfaDevices,
]

function named(call: Call): MfaDevice {
  return findMfaDevice(call.account, required(call, 'SerialNumber'))
}

/** @throws AwsError `InvalidAuthenticationCode` */
function takeCodes(call: Call, device: MfaDevice): void {
  const codes = [required(call, 'AuthenticationCode1'), required(call, 'AuthenticationCode2')] as const
  if (!takeConsecutiveCodes(device, codes, call.now)) {
    throw new AwsError('InvalidAuthenticationCode', 403, 'Authentication code for device is not valid.')
  }
}

function devicesOf(call: Call, userName: string): readonly MfaDevice[] {
  return [...call.account.mfaDevices.values()].filter((device) => device.userName === userName)
}

function ownerXml(call: Call, userName: string) {
  const { path, name, id, arn, createdAt } = findUser(call.account, userName)
  return { Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: createdAt }
}
