/** Which sessions came from an OpenID Connect provider. */
export const openIdConnect0006 = `
alter table web_session add column by_provider boolean not null default false;
`
