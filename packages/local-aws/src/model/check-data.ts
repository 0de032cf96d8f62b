import { createAccount, createState, dataFields } from './state.ts'

/**
 * Looks whether data can be a state's: each field, and each of every account's, is of the kind that a new one has. What
 * is in its maps is vouched for by whoever wrote it.
 *
 * @param data by the names of fields; those that a new state does not have are passed over, as are those that are missing
 * @throws TypeError naming the first that is of another kind
 */
export function checkData(data: ReadonlyMap<string, unknown>): void {
  const expect = (name: string, value: unknown, model: unknown): void => {
    const [kind, wanted] = [kindOf(value), kindOf(model)]
    if (kind !== wanted) throw new TypeError(`${name} is ${kind}, not ${wanted}`)
    if (wanted !== 'an object') return
    for (const [field, one] of Object.entries(Object(model))) {
      // What may be left out is of one kind or another.
      if (one !== undefined) expect(`${name} / ${field}`, Reflect.get(Object(value), field), one)
    }
  }
  for (const [name, model] of dataFields(createState(['']))) {
    if (data.has(name)) expect(name, data.get(name), name === 'accounts' ? new Map() : model)
  }
  const accounts = data.get('accounts')
  if (!(accounts instanceof Map)) return
  for (const [id, account] of accounts) {
    const model = createAccount(String(id))
    expect(`accounts / ${id}`, kindOf(account) === 'an object' ? { ...model, ...account } : account, model)
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value instanceof Map) return 'a map'
  if (value instanceof Set) return 'a set'
  if (value instanceof Date) return 'a date'
  if (value instanceof Uint8Array) return 'bytes'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : typeof value
}
