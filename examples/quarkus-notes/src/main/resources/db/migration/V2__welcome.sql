-- A row that Hibernate has not written, and so the library does not know.
insert into note (id, text) select 1, '${welcome}' where '${welcome}' <> 'none';
