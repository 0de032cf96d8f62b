/** One of AWS's managed policies, written by us from what AWS documents of it. */
export interface Definition {
  readonly name: string
  /** Default `/`; else e.g. `/job-function/`. */
  readonly path?: string
  /** Allows what AWS's allows, and no less. Default: in its spirit, and short. */
  readonly exact?: boolean
  readonly statements: readonly object[]
}

/** Allows actions on everything. */
export function allow(...actions: readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: '*' }
}

/** Allows actions on some resources. */
export function allowOn(resources: readonly string[], ...actions: readonly string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: resources }
}

/** Allows roles to be handed to services of AWS, and to those alone. */
export function passRole(...services: readonly string[]): object {
  return {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: '*',
    Condition: { StringEquals: { 'iam:PassedToService': services } },
  }
}

/** Allows the roles to be made that services of AWS make for themselves. */
export function serviceLinkedRole(...services: readonly string[]): object {
  return {
    Effect: 'Allow',
    Action: 'iam:CreateServiceLinkedRole',
    Resource: '*',
    Condition: { StringLike: { 'iam:AWSServiceName': services } },
  }
}

/** `Describe*`, `Get*` and `List*` of each service. */
export function reads(...services: readonly string[]): readonly string[] {
  return services.flatMap((service) => [`${service}:Describe*`, `${service}:Get*`, `${service}:List*`])
}
