create table notice (
    id varchar(32) not null primary key,
    school varchar(32) not null,
    text varchar(255) not null
);
