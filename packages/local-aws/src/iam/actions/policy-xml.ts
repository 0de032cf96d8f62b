import type { Account, ManagedPolicy } from '../../model/index.ts'
import type { Xml } from '../../protocol/index.ts'
import { attachmentsOf, boundariesOf } from './policy-entities.ts'

/** A managed policy as Create… and List… show it: without description and tags. */
export function policyXml(account: Account, policy: ManagedPolicy): Xml {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentsOf(account, policy.arn).length,
    PermissionsBoundaryUsageCount: boundariesOf(account, policy.arn).length,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  }
}
