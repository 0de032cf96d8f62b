/** The two services of the query protocol: their one version, and the namespace of their answers. */
export const queryServices = {
  sts: { version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
  iam: { version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/' },
} as const

export type QueryService = keyof typeof queryServices
