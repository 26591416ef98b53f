create table org_unit (
    id {key}, uid {uuid} not null unique, parent_id {int} references org_unit (id),
    name {text} not null, created_at {int} not null
) {strict};
create index org_unit_parent on org_unit (parent_id);

create table person (
    id {key}, uid {uuid} not null unique, name {text} not null, mail {text}, mail_key {text} unique,
    created_at {int} not null
) {strict};

create table product (
    id {key}, uid {uuid} not null unique, slug {text} not null unique, name {text} not null, search {text} not null,
    description {text} not null, unit_id {int} references org_unit (id), owner_id {int} references person (id),
    criticality {text}, distribution {text}, lifecycle {text}, class {text},
    created_at {int} not null, archived_at {int}
) {strict};
create index product_search on product (search, id);
create index product_listed on product (search, id) where archived_at is null;
create index product_added on product (id) where archived_at is null;
create index product_unit on product (unit_id, search, id);
create index product_owner on product (owner_id, search, id);

create table product_part (
    parent_id {int} not null references product (id), child_id {int} not null references product (id),
    primary key (parent_id, child_id)
) {by_key};
create index product_part_child on product_part (child_id, parent_id);

create table product_tag (
    tag {text} not null, product_id {int} not null references product (id), primary key (tag, product_id)
) {by_key};
create index product_tag_product on product_tag (product_id, tag);

create table repository (
    id {key}, uid {uuid} not null unique, url {text} not null unique, created_at {int} not null
) {strict};

create table product_repository (
    product_id {int} not null references product (id), repository_id {int} not null references repository (id),
    primary key (product_id, repository_id)
) {by_key};
create index product_repository_repository on product_repository (repository_id, product_id);

create table release (
    id {key}, uid {uuid} not null unique, product_id {int} not null references product (id),
    version {text} not null, variant {text} not null, released_at {int}, support_until {int}, deployed {bool} not null,
    order_at {int} not null, created_at {int} not null,
    unique (product_id, version, variant)
) {strict};
create index release_order on release (product_id, order_at, id);

create table supplier (
    id {key}, uid {uuid} not null unique, name {text} not null, search {text} not null unique, contact {text},
    note {text}, created_at {int} not null
) {strict};

create table document (
    id {key}, digest {bytes} not null unique, size {int} not null, content {bytes} not null, received_at {int} not null
) {strict};

create table sbom (
    id {key}, uid {uuid} not null unique, release_id {int} not null references release (id),
    document_id {int} not null references document (id), source {text} not null, label {text} not null,
    supplier_id {int} references supplier (id), file_name {text}, state {text} not null,
    format {text}, spec_version {text}, generator {text}, author {text}, made_at {text}, serial {text},
    components {int} not null, edges {int} not null, problem_count {int} not null, problems {text} not null,
    grade {int}, quality {text}, error {text},
    received_at {int} not null, ready_at {int}, superseded_at {int}
) {strict};
create index sbom_slot on sbom (release_id, source, label, id);
create index sbom_state on sbom (state, id);
create index sbom_current on sbom (id) where superseded_at is null;
create index sbom_document on sbom (document_id);
create index sbom_supplier on sbom (supplier_id, id);
create index sbom_format on sbom (format, id);

create table sbom_graph (sbom_id {key_of} references sbom (id), data {bytes} not null) {strict};
create table sbom_detail (
    sbom_id {int} not null references sbom (id), block {int} not null, data {bytes} not null, primary key (sbom_id, block)
) {strict};

create table package (
    id {key}, uid {uuid} not null unique, identity {text} not null unique, kind {text} not null,
    namespace {text} not null, name {text} not null, search {text} not null
) {strict};

-- Where a search for part of a name starts: the runs of three characters of package names. On SQLite the names after `until`
-- are not in it yet: a name's runs lie all over the table, so they are added for thousands of names at a time.
create table package_gram_until (until {int} not null) {strict};
insert into package_gram_until (until) values (0);
create table package_gram (gram {text} not null, package_id {int} not null, primary key (gram, package_id)) {by_key};

create table component (
    id {key}, uid {uuid} not null unique, identity {text} not null unique, package_id {int} not null references package (id),
    kind {text} not null, name {text} not null, version {text}, search {text} not null, internal {bool} not null,
    created_at {int} not null
) {strict};
create index component_package on component (package_id, id);

create table component_hash (
    digest {bytes} not null, component_id {int} not null, primary key (digest, component_id)
) {by_key};

create table license_text (
    id {key}, identity {text} not null unique, text {text} not null, search {text} not null,
    components {int} not null
) {strict};
create table component_license (
    license_id {int} not null, component_id {int} not null, primary key (license_id, component_id)
) {by_key};
create index component_license_component on component_license (component_id, license_id);

-- In which products a component is used. Written only when a product takes a component up or gives it up for good, because
-- each row lies somewhere else; all other rows of a document lie side by side.
create table where_used (
    component_id {int} not null, product_id {int} not null, primary key (component_id, product_id)
) {by_key};

-- What the releases of a product use; those of one component stand together.
create table release_use (
    product_id {int} not null, component_id {int} not null, release_id {int} not null, flags {small} not null,
    primary key (product_id, component_id, release_id)
) {by_key};

-- What a product uses over all its releases, so that a list of it need not look at thousands of releases; by package, so
-- that it is quickly told whether the product uses any other version of one.
create table product_use (
    product_id {int} not null, package_id {int} not null, component_id {int} not null, releases {int} not null,
    direct {int} not null, primary key (product_id, package_id, component_id)
) {by_key};

-- What lists sort and filter by, in one row. Its indexes hold only what changes seldom: instead of the number of uses,
-- which every document changes, a rank that grows with it in steps (see rank.rs), and marks (used, directly) instead of counts.
create table component_rollup (
    component_id {key_of}, package_id {int} not null, kind {text} not null, search {text} not null,
    releases {int} not null, products {int} not null, direct {int} not null, rank {int} not null, used {bool} not null,
    directly {bool} not null, licensed {bool} not null, internal {bool} not null
) {strict};
create index component_rollup_name on component_rollup (search, component_id) where used;
create index component_rollup_kind on component_rollup (kind, search, component_id) where used;
create index component_rollup_uses on component_rollup (rank, component_id) where used;
create index component_rollup_kind_uses on component_rollup (kind, rank, component_id) where used;
create index component_rollup_direct on component_rollup (search, component_id) where directly;
create index component_rollup_direct_uses on component_rollup (rank, component_id) where directly;
create index component_rollup_unlicensed on component_rollup (search, component_id) where used and not licensed;
create index component_rollup_unlicensed_uses on component_rollup (rank, component_id) where used and not licensed;
create index component_rollup_internal on component_rollup (search, component_id) where used and internal;
create index component_rollup_internal_uses on component_rollup (rank, component_id) where used and internal;
-- Counts how many rows fulfill several conditions without looking at the rows themselves.
create index component_rollup_marks on component_rollup (kind, directly, licensed, internal, component_id) where used;

create table package_rollup (
    package_id {key_of}, kind {text} not null, search {text} not null, uses {int} not null, versions {int} not null,
    direct {int} not null, products {int} not null, rank {int} not null, used {bool} not null, directly {bool} not null,
    several {bool} not null
) {strict};
create index package_rollup_name on package_rollup (search, package_id) where used;
create index package_rollup_kind on package_rollup (kind, search, package_id) where used;
create index package_rollup_uses on package_rollup (rank, package_id) where used;
create index package_rollup_kind_uses on package_rollup (kind, rank, package_id) where used;
create index package_rollup_kind_versions on package_rollup (kind, versions, package_id) where used;
create index package_rollup_versions on package_rollup (versions, package_id) where used;
create index package_rollup_direct on package_rollup (search, package_id) where directly;
create index package_rollup_direct_uses on package_rollup (rank, package_id) where directly;
create index package_rollup_direct_versions on package_rollup (versions, package_id) where directly;
create index package_rollup_several on package_rollup (search, package_id) where several;
create index package_rollup_several_uses on package_rollup (rank, package_id) where several;
create index package_rollup_several_versions on package_rollup (versions, package_id) where several;
create index package_rollup_marks on package_rollup (kind, directly, several, package_id) where used;

create table release_rollup (
    release_id {key_of}, components {int} not null, direct {int} not null, without_license {int} not null,
    without_purl {int} not null, sboms {int} not null, newest_sbom_at {int}, worst_grade {int}
) {strict};

create table product_rollup (
    product_id {key_of}, releases {int} not null, releases_with_sbom {int} not null, all_components {int} not null,
    newest_release_id {int}, newest_sbom_at {int}
) {strict};
create index product_rollup_fresh on product_rollup (newest_sbom_at, product_id);

create table supplier_request (
    id {key}, uid {uuid} not null unique, supplier_id {int} not null references supplier (id),
    product_id {int} references product (id), release_id {int} references release (id),
    component_id {int} references component (id), asked_at {int} not null, due_at {int}, state {text} not null,
    sbom_id {int} references sbom (id), answered_at {int}, note {text} not null
) {strict};
create index supplier_request_due on supplier_request (state, due_at, id);
create index supplier_request_supplier on supplier_request (supplier_id, id);

create table upstream (
    id {key}, uid {uuid} not null unique, url {text} not null unique, name {text} not null, created_at {int} not null
) {strict};
create table package_upstream (
    package_id {int} not null, upstream_id {int} not null references upstream (id), source {text} not null,
    confidence {int} not null, created_at {int} not null, primary key (package_id, upstream_id, source)
) {by_key};
create index package_upstream_upstream on package_upstream (upstream_id, package_id);

create table decision (
    id {key}, uid {uuid} not null unique, kind {text} not null, scope {text} not null,
    unit_id {int} references org_unit (id), product_id {int} references product (id),
    release_id {int} references release (id), package_id {int}, created_at {int} not null
) {strict};
create index decision_package on decision (package_id, kind, id);
create index decision_product on decision (product_id, kind, id);
create table decision_event (
    decision_id {int} not null references decision (id), seq {int} not null, at {int} not null,
    person_id {int} references person (id), event {text} not null, data {text} not null, primary key (decision_id, seq)
) {by_key};

create table evidence (
    id {key}, uid {uuid} not null unique, fact {text} not null, subject {text} not null, value {text} not null,
    coverage {text} not null, source {text} not null, as_of {int} not null, expires_at {int}
) {strict};
create index evidence_fact on evidence (fact, subject, as_of);

create table work (
    id {key}, uid {uuid} not null unique, kind {text} not null, unique_key {text}, priority {small} not null,
    state {text} not null, payload {text} not null, attempts {int} not null, max_attempts {int} not null,
    run_after {int} not null, lease_owner {text}, lease_until {int}, heartbeat_at {int}, cancel_asked {bool} not null,
    done {int} not null, total {int}, note {text}, error {text}, created_at {int} not null, started_at {int},
    finished_at {int}
) {strict};
create index work_queue on work (priority, id) where state = 'queued';
create index work_lease on work (lease_until) where state = 'running';
create unique index work_unique on work (unique_key) where state in ('queued', 'running');
create index work_state on work (state, id);
create index work_kind on work (kind, id);
create table work_step (
    work_id {int} not null references work (id), seq {int} not null, at {int} not null, text {text} not null,
    primary key (work_id, seq)
) {by_key};
