-- Not told how a component came in is a state of its own: besides the uses that are direct, those are counted that are told to be
-- transitive. `directness` is 1 when any use is direct, else 2 when any is told to be transitive, else 0.
alter table product_use add column transitive {int} not null default 0;
update product_use set transitive = (select count(*) from release_use r where r.product_id = product_use.product_id
    and r.component_id = product_use.component_id and (r.flags & 3) = 2) where direct < releases;
alter table release_rollup add column transitive {int} not null default 0;
update release_rollup set transitive = w.transitive from (select release_id, count(*) as transitive from release_use
    where (flags & 3) = 2 group by release_id) w where w.release_id = release_rollup.release_id;

drop index component_rollup_direct;
drop index component_rollup_direct_uses;
drop index component_rollup_marks;
alter table component_rollup add column transitive {int} not null default 0;
alter table component_rollup add column directness {small} not null default 0;
update component_rollup set transitive = w.transitive from (select component_id, sum(transitive) as transitive
    from product_use group by component_id) w where w.component_id = component_rollup.component_id;
update component_rollup set directness = case when direct > 0 then 1 when transitive > 0 then 2 else 0 end;
alter table component_rollup drop column directly;
create index component_rollup_direct on component_rollup (search, component_id) where used and directness = 1;
create index component_rollup_direct_uses on component_rollup (rank, component_id) where used and directness = 1;
create index component_rollup_marks on component_rollup (kind, directness, licensed, internal, component_id) where used;

drop index package_rollup_direct;
drop index package_rollup_direct_uses;
drop index package_rollup_direct_versions;
drop index package_rollup_marks;
alter table package_rollup add column transitive {int} not null default 0;
alter table package_rollup add column directness {small} not null default 0;
update package_rollup set transitive = w.transitive from (select package_id, sum(transitive) as transitive
    from component_rollup group by package_id) w where w.package_id = package_rollup.package_id;
update package_rollup set directness = case when direct > 0 then 1 when transitive > 0 then 2 else 0 end;
alter table package_rollup drop column directly;
create index package_rollup_direct on package_rollup (search, package_id) where used and directness = 1;
create index package_rollup_direct_uses on package_rollup (rank, package_id) where used and directness = 1;
create index package_rollup_direct_versions on package_rollup (versions, package_id) where used and directness = 1;
create index package_rollup_marks on package_rollup (kind, directness, several, package_id) where used;

-- Differences that were noted before tell nothing of transitive uses. Components that have figures have them from above; what the
-- others will need is noted behind.
insert into figure_change (data) select '{"components":' || cast({list}({array}(u.component_id, u.package_id,
    {array}(0, 0, 0, u.transitive))) as text) || ',"packages":[],"licenses":[],"licensed":[],"internal":[]}'
    from (select component_id, package_id, sum(transitive) as transitive from product_use where component_id not in
    (select component_id from component_rollup) group by component_id, package_id) u having count(*) > 0;
