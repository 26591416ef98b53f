-- By how much a document changes figures that it shares with others; written and deleted for many documents at once.
create table figure_change (id {key}, data {text} not null) {strict};
