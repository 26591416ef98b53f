-- Products are found by who owns them.
create index person_name on person (name);
