/** Signing in by an OpenID Connect provider. */
export const openIdConnect = {
  title: 'With your organisation’s account',
  button: (name: string) => `Sign in with ${name}`,
  connectTitle: 'Your organisation’s account',
  connect: (name: string) => `Connect your account of ${name}`,
  connectAbout: (name: string) => `From then on you sign in with ${name} too.`,
  none: 'this server has no OpenID Connect provider',
  noneHint: 'sign in by a link',
  notSignedIn: 'only somebody who is signed in can connect an account',
}
