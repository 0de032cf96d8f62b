import { checkOption, checkOptionNames, type OptionNames } from '../../base/index.ts'
import { callerOptionNames, type CallerOptions } from '../../caller/index.ts'
import type { NewAccessKey } from '../account/access-keys.ts'
import { resolveAdministrator, type Administrator } from '../account/administrator.ts'
import { applySetup, type AppliedSetup } from '../apply/apply.ts'
import { checkSetup, type CheckedSetup } from '../check/check.ts'
import { destroySetup, type DestroyedSetup } from '../destroy/destroy.ts'
import { planSetup, type SetupPlan } from '../plan/plan.ts'
import type { Setup } from './create-setup.ts'

/** Whose credentials prepare the account: an administrator's, found as the AWS tools find them. */
export interface SetupAccountOptions extends Omit<CallerOptions, 'endpointUrl' | 'region'> {
  /** Is told in words what is done, and what is waited for. */
  readonly progress?: ((words: string) => void) | undefined
}

/** @see SetupAccountOptions */
export interface SetupPlanOptions extends SetupAccountOptions {
  /** Takes over a user or a role that exists and belongs to no set-up; `setupDestroy` gives it back. Default `false`. */
  readonly adopt?: boolean | undefined
}

/** @see SetupPlanOptions */
export interface SetupApplyOptions extends SetupPlanOptions {
  /**
   * Is given a new access key, once: AWS tells its secret no second time. Only when it has returned is the key noted as
   * handed over; when it throws, the next run deletes the key and makes another. Not called where no key is made.
   */
  readonly handOver: (key: NewAccessKey) => void | Promise<void>
  /** Is asked before something that exists is changed or adopted. Throw to call it off. Default: nobody is asked. */
  readonly approve?: ((plan: SetupPlan) => Promise<void>) | undefined
}

/** @see SetupAccountOptions */
export interface SetupDestroyOptions extends SetupAccountOptions {
  /** The set-up's name, to say that it is meant. */
  readonly confirm: string
}

const { endpointUrl: _endpointUrl, region: _region, ...administratorNames } = callerOptionNames
const accountNames = {
  ...administratorNames,
  progress: true,
} as const satisfies OptionNames<SetupAccountOptions>
const planNames = { ...accountNames, adopt: true } as const satisfies OptionNames<SetupPlanOptions>

/**
 * Says what {@link setupApply} would do to an account, each change with old and new. Changes nothing.
 *
 * @throws HallpassError what AWS refuses, and as `issue()` for the administrator's credentials and the network
 */
export async function setupPlan(setup: Setup, options: SetupPlanOptions = {}): Promise<SetupPlan> {
  checkOptionNames('setupPlan()', options, planNames)
  return planSetup(setup.model, await administratorOf(setup, options), options)
}

/**
 * Makes an account as the set-up says: changes what differs and nothing else, hands a new key over and proves that it
 * works. Run again it changes nothing; stopped anywhere and run again it comes to the same end.
 *
 * @throws HallpassError `SetupConflict` when something is in the way: nothing was changed then; `NotYetEffective`; as
 * {@link setupPlan}. Its hint says what was made until then.
 */
export async function setupApply(setup: Setup, options: SetupApplyOptions): Promise<AppliedSetup> {
  checkOptionNames('setupApply()', options, { ...planNames, handOver: true, approve: true })
  const { adopt, approve, handOver, progress } = options
  if (typeof handOver !== 'function') throw new TypeError('handOver is missing: it has to be a function')
  return applySetup(setup.model, await administratorOf(setup, options), {
    adopt,
    approve,
    progress,
    openDestination: () =>
      Promise.resolve(async (key: NewAccessKey) => {
        await handOver(key)
        return { accessKeyId: key.accessKeyId, secretKey: undefined, profile: undefined, file: undefined }
      }),
  })
}

/**
 * Names each difference between an account and the set-up. Changes nothing.
 *
 * @throws HallpassError as {@link setupPlan}
 */
export async function setupCheck(setup: Setup, options: SetupAccountOptions = {}): Promise<CheckedSetup> {
  checkOptionNames('setupCheck()', options, accountNames)
  return checkSetup(setup.model, await administratorOf(setup, options))
}

/**
 * Deletes what the set-up made, and gives back what it adopted. Looks at everything first: where something of others is
 * in the way, nothing is deleted.
 *
 * @throws HallpassError `InvalidInput` when `confirm` is another name; `SetupConflict`; as {@link setupPlan}
 */
export async function setupDestroy(setup: Setup, options: SetupDestroyOptions): Promise<DestroyedSetup> {
  checkOptionNames('setupDestroy()', options, { ...accountNames, confirm: true })
  checkOption('confirm', options.confirm, 'a string')
  const { confirm, progress } = options
  return destroySetup(setup.model, await administratorOf(setup, options), { confirm, progress })
}

function administratorOf({ model, inputs }: Setup, options: SetupAccountOptions): Promise<Administrator> {
  const { credentials, sourceProfile = inputs.awsProfile, env, now, mfaCode, signal, wire } = options
  return resolveAdministrator(
    { credentials, sourceProfile, region: model.region, env, now, mfaCode, signal, wire },
    model.partition,
  )
}
