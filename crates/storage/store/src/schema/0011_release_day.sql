-- A release with a day finds those that stand by it, and one without a day the day that it stands by.
create index release_undated on release (product_id, order_key) where released_at is null;
create index release_dated on release (product_id, released_at, order_key) where released_at is not null;
