/** PostgreSQL's channel on which replicas hear which entries of the audit are new, as `first-last`. */
export const channel = 'hallpass_audit'
