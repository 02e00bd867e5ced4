create sequence note_seq start with 51 increment by 50;

create table note (
    id bigint not null,
    text varchar(4000) not null,
    primary key (id)
);
