-- A person may be a program that acts by itself. Who has left keeps their place in what happened; who was erased keeps no name.
alter table person add column kind {text} not null default 'person';
alter table person add column left_at {int};
alter table person add column erased_at {int};

-- By what else a person is found again, besides the address that they are written to: other addresses, names at forges, subjects at a
-- provider of identities.
create table identity (
    id {key}, person_id {int} not null references person (id), kind {text} not null, value {text} not null,
    identity_key {text} not null, created_at {int} not null, unique (kind, identity_key)
) {strict};
create index identity_person on identity (person_id, id);

-- Where a person belongs, from one day to another: to a unit, or to an organization outside.
create table affiliation (
    id {key}, uid {uuid} not null unique, person_id {int} not null references person (id),
    unit_id {int} references org_unit (id), organization {text}, since {int}, until {int}, created_at {int} not null
) {strict};
create index affiliation_person on affiliation (person_id, id);
create index affiliation_unit on affiliation (unit_id, id);

-- Who answers for a unit answers for its products that have no owner of their own.
alter table org_unit add column kind {text} not null default 'unit';
alter table org_unit add column owner_id {int} references person (id);
create index org_unit_owner on org_unit (owner_id);
