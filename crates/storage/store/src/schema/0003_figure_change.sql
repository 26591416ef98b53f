-- By how much a document changes figures that it shares with others; written and deleted for many documents at once.
create table figure_change (id {key}, data {text} not null) {strict};

-- How many components and packages are in use, so that nobody counts them.
create table figure_total (components {int} not null, packages {int} not null) {strict};
insert into figure_total (components, packages) select (select count(*) from component_rollup where used),
    (select count(*) from package_rollup where used);
