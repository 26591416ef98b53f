-- Whoever sees a product sees the work on it.
alter table work add column product_id {int} references product (id);
create index work_product on work (product_id, id);
