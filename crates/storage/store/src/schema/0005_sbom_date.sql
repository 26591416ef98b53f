-- When an SBOM was made as it tells, at most when it was received; of those read before, when they were received.
alter table sbom add column dated_at {int};
update sbom set dated_at = received_at where state = 'ready';
