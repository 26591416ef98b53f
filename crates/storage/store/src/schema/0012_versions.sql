-- A version that is used in several variants, such as architectures, is one version.
update package_rollup set versions = w.versions, several = w.versions > 1 from (select c.package_id,
    count(distinct coalesce(c.version, '')) as versions from component c join component_rollup cr on cr.component_id = c.id
    where cr.used group by c.package_id) w where w.package_id = package_rollup.package_id and w.versions <> package_rollup.versions;
