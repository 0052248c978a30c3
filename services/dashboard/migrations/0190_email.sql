-- Which way a message went: some patients get e-mails in the place of texts.
alter table text add column channel text not null default 'text';
