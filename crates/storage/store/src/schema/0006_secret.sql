-- Keys that the program signs with: made once, the same for every process on this database.
create table secret (name {text} not null primary key, value {bytes} not null) {strict};
