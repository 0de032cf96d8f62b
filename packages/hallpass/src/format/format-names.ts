/** How keys can be printed. All but `dotenv` and `terraform` are as `aws configure export-credentials` has them. */
export const formats = [
  'env',
  'env-no-export',
  'fish',
  'powershell',
  'windows-cmd',
  'dotenv',
  'process',
  'terraform',
] as const

export type Format = (typeof formats)[number]
