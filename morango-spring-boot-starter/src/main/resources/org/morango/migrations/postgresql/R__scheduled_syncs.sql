create table if not exists morango_scheduled_sync (
    name varchar(200) not null,
    runs bigint not null,
    last_started timestamp(6) with time zone,
    last_finished timestamp(6) with time zone,
    last_succeeded timestamp(6) with time zone,
    succeeded boolean not null,
    failures integer not null,
    error varchar(1000),
    renewal_error varchar(1000),
    records_received bigint not null,
    records_sent bigint not null,
    session_id varchar(32),
    lease_owner varchar(32),
    lease_until timestamp(6) with time zone,
    primary key (name)
);
