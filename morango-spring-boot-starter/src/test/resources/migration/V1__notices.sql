create table notice (
    id varchar(32) not null primary key,
    school varchar(32) not null,
    text varchar(255) not null
);

alter table notice add column morango_dirty integer default 1 not null;
alter table notice add column morango_source_id varchar(1000) default '' not null;
alter table notice add column morango_partition varchar(1000) default '' not null;
create index notice_morango_dirty on notice (morango_dirty, id);
