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
  noRoles: 'No role was handed out yet.',
  fine: 'Its trust allows session tags and a source identity: AWS’s log names every participant.',
  room: (left: number, most: number) => `Room for denials: ${left} of ${most} characters.`,
  littleRoom: 'there is little room for denials in this role',
  littleRoomHint:
    'when it is full, everybody’s sessions of it end and those who may stay get new keys: move other inline policies into managed ones',
  roomUnread: 'How much room it has for denials could not be read.',
  checkAll:
    'hallpass doctor, run where the server runs, walks from the credentials to the console and tells the first thing that is wrong.',
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
