import { allRoles, providerName, type DocumentOf, type SetupModel } from '../model/model.ts'
import { markedJson, markedReferences, textParts, type Reference } from './marked-text.ts'

/**
 * A document as the inside of a here-document whose delimiter is not quoted: the shell puts in `$account` and
 * `$partition`, and nothing else.
 */
export function shellDocument(document: DocumentOf, model: SetupModel): string {
  return textParts(markedJson(document(markedReferences)))
    .map((part) =>
      typeof part === 'string' ? part.replaceAll(/[\\$`]/g, String.raw`\$&`) : arnExpression(part, model),
    )
    .join('')
}

function arnExpression(reference: Reference, model: SetupModel): string {
  const { user, provider } = model
  switch (reference.kind) {
    case 'account':
      return '${account}'
    case 'partition':
      return '${partition}'
    case 'user-arn':
      return `arn:\${partition}:iam::\${account}:user${escaped(`${user?.path ?? '/'}${user?.name ?? ''}`)}`
    case 'provider-arn':
      return `arn:\${partition}:iam::\${account}:oidc-provider/${escaped(providerName(provider?.url ?? ''))}`
    default: {
      const path = allRoles(model).find(({ name }) => name === reference.role)?.path ?? '/'
      return `arn:\${partition}:iam::\${account}:role${escaped(`${path}${reference.role}`)}`
    }
  }
}

// A path may hold quotes, dollars and backslashes; the JSON around it and the shell both read it.
function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\\$`]/g, String.raw`\$&`)
}
