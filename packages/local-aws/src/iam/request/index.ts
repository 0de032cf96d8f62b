/**
 * What IAM's actions share: reading a request's parameters, finding what it names, and its targets.
 *
 * @module
 */
export { encodeDocument, policyDocument, policySize } from './document.ts'
export {
  alreadyExists,
  constraintError,
  deleteConflict,
  invalidInput,
  limitExceeded,
  mustFirst,
  noSuchEntity,
  validationError,
} from './errors.ts'
export {
  findGroup,
  findInstanceProfile,
  findManagedPolicy,
  findMfaDevice,
  findOidcProvider,
  findRole,
  findSamlProvider,
  findServerCertificate,
  findUser,
  userNameOf,
} from './find.ts'
export { checkModifiable, type Holder, type HolderKind, groups, roles, users } from './holder.ts'
export { pageOf, pageParameters } from './page.ts'
export {
  checkLength,
  flag,
  optionalFlag,
  memberList,
  optionalInteger,
  optionalName,
  pathOf,
  pathPrefixOf,
  required,
  requiredName,
  requiredWord,
} from './parameters.ts'
export { policyArnOf } from './policy-arn.ts'
export { addTags, removeTags, requestTags, tagParameters, tagsXml, tagsXmlIfAny } from './tags.ts'
export {
  type Target,
  anyResource,
  groupTarget,
  iamAction,
  iamArn,
  instanceProfileTarget,
  mfaDeviceTarget,
  movingAction,
  oidcProviderTarget,
  policyTarget,
  roleTarget,
  samlProviderTarget,
  serverCertificateTarget,
  userTarget,
  withParameter,
  withRequestTags,
} from './target.ts'
