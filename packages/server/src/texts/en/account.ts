/** The way in for those who run workshops. */
export const signIn = {
  title: 'Sign in',
  heading: 'Sign in to run workshops',
  passkey: 'With a passkey',
  passkeyText:
    'Your device asks for your finger, your face or a PIN. There is no password and no name to type.',
  passkeyButton: 'Sign in with a passkey',
  link: 'With a link',
  linkField: 'Your sign-in link',
  linkHint: 'from an admin, or from the server’s own start; paste it whole. It is good once, for a day',
  linkButton: 'Sign in with the link',
  participant: 'You are in a workshop?',
  participantLink: 'Join it here',
  noScript: 'A passkey needs JavaScript. A sign-in link does without.',
}

/** What a browser alone can say of a passkey. */
export const ceremony = {
  unsupported: 'This browser has no passkeys here. Use a current one, or your sign-in link.',
  cancelled: 'Nothing was done: it was cancelled, or no passkey was found.',
  known: 'This device has a passkey for you already.',
  elsewhere: 'Passkeys do not work at this address. Open the server at its own address.',
  failed: 'That did not work. Try again.',
}

/** Why a server has no passkeys, and where they are. */
export const noPasskeys = {
  address:
    'This server is reached by an IP address. Passkeys belong to a name: give the server one, with https.',
  http: 'This server is reached by http. Passkeys need https.',
  here: 'On this machine, passkeys work at another address of this server:',
}

/** Adding a passkey, right after a link. */
export const addPasskey = {
  title: 'Add a passkey',
  heading: 'Next time, without a link?',
  text: 'A passkey signs you in with your finger, your face or a PIN. It stays on your device or in your password manager; this server never has it.',
  name: 'Its name',
  nameHint: 'so that you know it in a list',
  button: 'Add a passkey',
  later: 'Not now',
  noScript: 'To add a passkey takes JavaScript.',
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  unnamed: 'Passkey',
}

/** One's own account. */
export const account = {
  title: 'My account',
  roles: { admin: 'Admin: every workshop, and who runs them', instructor: 'Instructor: your own workshops' },
  name: 'Name',
  email: 'E-mail',
  noEmail: 'none',
  role: 'Role',
  lastSignIn: 'Signed in last',
  utc: 'Times are UTC.',
  passkeys: 'My passkeys',
  noPasskeys: 'You have none. Without one, an admin has to make you a link whenever you sign in.',
  added: 'Added',
  lastUsed: 'Last used',
  never: 'never',
  backedUp: 'in a password manager',
  multiDevice: 'can be in a password manager',
  singleDevice: 'on one device only',
  where: 'Where it is',
  rename: 'Rename',
  nameOf: (name: string) => `Name of ${name}`,
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  renameOf: (name: string) => `Rename ${name}`,
  lastTitle: 'Remove your last passkey?',
  lastWarning: (name: string) =>
    `“${name}” is your last passkey. Without it, an admin has to make you a link before you can sign in again.`,
  lastConfirm: 'Remove it all the same',
  keep: 'Keep it',
  browsers: 'Where I am signed in',
  browser: 'Browser',
  since: 'Since',
  seen: 'last seen',
  thisOne: 'this one',
  unknownBrowser: 'unknown',
  signOut: 'Sign out',
  signOutOf: (browser: string) => `Sign out ${browser}`,
  everywhere: 'Sign out everywhere',
  everywhereText: 'Every browser, this one too.',
}
