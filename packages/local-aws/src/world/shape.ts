/** What a value in a seed has to be: what checks it, and what its JSON Schema is made of. */
export type Shape = { readonly about?: string } & (
  | {
      readonly is: 'text'
      readonly pattern?: string
      /** What the pattern wants, in words, e.g. `12 digits`. */
      readonly what?: string
    }
  | { readonly is: 'number'; readonly least: number; readonly most: number }
  | { readonly is: 'flag' }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of: Shape; readonly most: number }
  | {
      readonly is: 'map'
      readonly of: Shape
      readonly most: number
      readonly pattern?: string
      readonly what?: string
    }
  | { readonly is: 'object'; readonly fields: Fields; readonly required?: readonly string[] }
  /** A policy: its text, or an object. */
  | { readonly is: 'document' }
  /** An item of a table: attributes by name, each an object. */
  | { readonly is: 'item' }
  /** What is in an object: in a world file a text. */
  | { readonly is: 'content' }
  | { readonly is: 'either'; readonly short: Shape; readonly long: Shape & { readonly is: 'object' } }
)

export type Fields = Readonly<Record<string, Shape>>
