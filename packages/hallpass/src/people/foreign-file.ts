/** What a file is that is no text, and how to get a list of it. */
export interface ForeignFile {
  readonly what: string
  readonly hint: string
}

const saveFromExcel = 'open it, then File > Save As > "CSV UTF-8 (Comma delimited)"'
const saveFromLibreOffice = 'open it, then File > Save As > "Text CSV", character set Unicode (UTF-8)'

const kinds: ReadonlyArray<ForeignFile & { readonly magic: string; readonly within?: RegExp }> = [
  {
    magic: 'PK\u0003\u0004',
    within: /mimetypeapplication\/vnd\.oasis\.opendocument\.spreadsheet/,
    what: 'is an OpenDocument spreadsheet (.ods)',
    hint: saveFromLibreOffice,
  },
  {
    magic: 'PK\u0003\u0004',
    within: /Index\/|\.iwa/,
    what: 'is a Numbers spreadsheet',
    hint: 'open it, then File > Export To > CSV',
  },
  {
    magic: 'PK\u0003\u0004',
    within: /\[Content_Types\]\.xml|xl\/|docProps\//,
    what: 'is an Excel workbook (.xlsx)',
    hint: saveFromExcel,
  },
  { magic: 'PK\u0003\u0004', what: 'is a ZIP archive', hint: 'unpack it, and name the list that is in it' },
  {
    magic: '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1',
    what: 'is an Excel workbook of the old kind (.xls), or one with a password',
    hint: saveFromExcel,
  },
  { magic: '%PDF-', what: 'is a PDF', hint: 'save the list that it was made of as CSV' },
  { magic: '\u001f\u008b', what: 'is packed with gzip', hint: 'unpack it: gunzip' },
  { magic: '{\\rtf', what: 'is a text document (.rtf)', hint: 'save it as plain text' },
]

/** Tells a workbook and the like by its first bytes. `undefined` for what may be text. */
export function foreignFile(bytes: Uint8Array): ForeignFile | undefined {
  const beginning = Buffer.from(bytes.subarray(0, 4096)).toString('latin1')
  return kinds.find(
    ({ magic, within }) => beginning.startsWith(magic) && (within === undefined || within.test(beginning)),
  )
}
