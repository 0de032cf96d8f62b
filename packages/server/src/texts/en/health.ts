/** What an instructor should know before and during a day. */
export const health = {
  title: 'Health',
  wanted: (count: number) => `${count} revocations are not at AWS yet`,
  wantedHint: 'they are tried again by themselves; see the timeline for why',
  allWritten: 'Every revocation is at AWS.',
  stranded: (name: string, issuer: string) =>
    `${name} gets no keys: this server has no issuer of the name ${issuer}`,
  strandedHint: 'start the server with it, or give the workshop another issuer over the API',
  roles: 'Roles',
  issuer: (name: string) => `Issuer: ${name}`,
  noRoles: 'No workshop has a role yet.',
  unused: 'No session of it was made yet: what its trust allows is found out with the first.',
  fine: 'Its trust allows session tags and a source identity: AWS’s log names every participant.',
  room: (left: number, most: number) => `Room for denials: ${left} of ${most} characters.`,
  littleRoom: 'there is little room for denials in this role',
  littleRoomHint:
    'when it is full, everybody’s sessions of it end, in every workshop that has this role, and those who may stay get new keys: move other inline policies into managed ones',
  roomUnread: 'How much room it has for denials could not be read.',
  checkAll:
    'A check walks from the issuer’s credentials to the console and tells the first thing that is wrong. It makes real sessions, and drops them. Whom it calls you is the issuer.',
  check: {
    now: 'Check now',
    never: 'Not checked yet.',
    running: 'It is being checked.',
    look: 'Look again',
    givenUp: 'The last check did not come to its end: check again.',
    noTurn: 'It was not checked now: too many keys are being asked for at once.',
    noTurnHint: 'Check again in a minute.',
    good: 'Nothing is wrong: keys and the console were had, and the revoker reads the role.',
    steps: 'What was looked at',
    step: (name: string, saw: string) => `${name}: ${saw}`,
    outcomes: { good: 'good', wrong: 'wrong', warning: 'warning', unknown: 'unknown' },
    justNow: 'Checked just now.',
    minutesAgo: (minutes: number) => `Checked ${minutes === 1 ? 'a minute' : `${minutes} minutes`} ago.`,
    hoursAgo: (hours: number) => `Checked ${hours} hours ago.`,
    daysAgo: (days: number) => `Checked ${days} days ago.`,
  },
  rates: {
    heading: 'Rate',
    none: 'No session was made yet.',
    rate: (account: string, perSecond: number, quota: number) =>
      `Account ${account}: at most ${perSecond} sessions a second; AWS’s quota is ${quota}.`,
  },
  audit: 'Audit',
  empty: 'It is empty.',
  head: (seq: number, hash: string) => `Row ${seq}, ${hash}…`,
  keep: 'Keep that elsewhere to prove later that nothing was taken away.',
}
