create index work_key on work (unique_key, id);
