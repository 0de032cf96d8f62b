/** What CloudTrail writes in the place of a secret. */
export const hidden = 'HIDDEN_DUE_TO_SECURITY_REASONS'
