-- Releases stand by the day on which they were released, else by version (see release/order.rs, which fills this in).
drop index release_order;
alter table release add column order_key {text} not null default '';
create index release_order on release (product_id, order_at, order_key, id);
-- Few releases are deployed; coverage asks for them product by product.
create index release_deployed on release (product_id, id) where deployed;
