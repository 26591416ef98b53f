-- Which license statements an SBOM makes about which of its components. SBOMs that were read before have no row: what they say
-- is taken from their details.
create table sbom_license (sbom_id {key_of} references sbom (id), data {bytes} not null) {strict};
