/**
 * The services of the query protocol: their one version, the namespace of their answers, and what of AWS's common
 * front end they call otherwise.
 */
export const queryServices = {
  sts: { version: '2011-06-15', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', codes: new Map() },
  iam: { version: '2010-05-08', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/', codes: new Map() },
  sns: {
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    codes: new Map([['AccessDenied', 'AuthorizationError']]),
  },
} as const satisfies Readonly<
  Record<
    string,
    { readonly version: string; readonly namespace: string; readonly codes: ReadonlyMap<string, string> }
  >
>

export type QueryService = keyof typeof queryServices
