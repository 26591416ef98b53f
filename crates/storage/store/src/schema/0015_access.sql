-- How a person signs in here. Passwords are kept as digests that are slow to make, second factors sealed.
create table account (
    person_id {key_of} references person (id), login {text} not null, login_key {text} not null unique,
    password {text}, password_at {int}, must_change {bool} not null, totp {bytes}, totp_step {int},
    disabled_at {int}, created_at {int} not null
) {strict};
create table recovery_code (
    person_id {int} not null references person (id), digest {bytes} not null, used_at {int}, primary key (person_id, digest)
) {by_key};

-- What is random is kept as a digest: who reads the database cannot use it.
create table session (
    digest {bytes} not null primary key, uid {uuid} not null unique, person_id {int} not null references person (id),
    created_at {int} not null, seen_at {int} not null, idle_until {int} not null, expires_at {int} not null,
    address {text} not null, agent {text} not null, via {text} not null, provider {bytes}
) {strict};
create index session_person on session (person_id, created_at);
create index session_expires on session (expires_at);

create table token (
    id {key}, uid {uuid} not null unique, digest {bytes} not null unique, person_id {int} not null references person (id),
    name {text} not null, permissions {text}, created_by {int} references person (id), created_at {int} not null,
    expires_at {int}, used_at {int}, revoked_at {int}
) {strict};
create index token_person on token (person_id, id);

-- What is good once: the way in from a terminal, the first set-up, an invitation, a password that is set anew, a sign-in that goes on elsewhere.
create table ticket (
    digest {bytes} not null primary key, purpose {text} not null, person_id {int} references person (id), data {bytes},
    created_at {int} not null, expires_at {int} not null
) {strict};
create index ticket_expires on ticket (expires_at);

-- Attempts to sign in that failed, for as long as they slow others down. Those of who signed in afterwards no longer count against them,
-- but against others.
create table failure (
    id {key}, account {bytes} not null, device {bytes}, network {text} not null, at {int} not null, forgiven {bool} not null
) {strict};
create index failure_account on failure (account, at);
create index failure_network on failure (network, at);

create table role (id {text} not null primary key, title {text} not null, permissions {text} not null, created_at {int} not null) {strict};

-- A role on a scope: the organization, a unit with all below it, or a product. What a provider of identities says of groups is kept with
-- its source, so that it goes when the group goes.
create table role_grant (
    id {key}, uid {uuid} not null unique, person_id {int} not null references person (id), role {text} not null,
    unit_id {int} references org_unit (id), product_id {int} references product (id), source {text} not null,
    granted_by {int} references person (id), granted_at {int} not null, until {int}, revoked_at {int}
) {strict};
create index role_grant_person on role_grant (person_id, id);
create index role_grant_unit on role_grant (unit_id, id);
create index role_grant_product on role_grant (product_id, id);
create table group_role (
    id {key}, uid {uuid} not null unique, group_name {text} not null, role {text} not null,
    unit_id {int} references org_unit (id), product_id {int} references product (id), created_at {int} not null
) {strict};
create index group_role_name on group_role (group_name, id);
