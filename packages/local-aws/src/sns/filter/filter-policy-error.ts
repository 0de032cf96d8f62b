/** What is wrong with a filter policy, as SNS words it. */
export class FilterPolicyError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'FilterPolicyError'
  }
}
