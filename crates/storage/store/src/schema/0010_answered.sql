-- Only an SBOM that was read answers a request to a supplier; those that were answered by a file that nobody has read wait again.
update supplier_request set state = 'open', sbom_id = null, answered_at = null
    where state = 'received' and sbom_id in (select id from sbom where state <> 'ready');
-- A release may get an SBOM with every change of its source: a new one looks at those in use, not at all before it.
create index sbom_slot_current on sbom (release_id, source, label, id) where superseded_at is null;
