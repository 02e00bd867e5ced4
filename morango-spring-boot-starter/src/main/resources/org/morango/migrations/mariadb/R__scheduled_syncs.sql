create table if not exists morango_scheduled_sync (
    name varchar(200) not null,
    runs bigint not null,
    last_started datetime(6),
    last_finished datetime(6),
    last_succeeded datetime(6),
    succeeded bit not null,
    failures integer not null,
    error varchar(1000),
    renewal_error varchar(1000),
    records_received bigint not null,
    records_sent bigint not null,
    session_id varchar(32),
    lease_owner varchar(32),
    lease_until datetime(6),
    primary key (name)
) engine=InnoDB;
