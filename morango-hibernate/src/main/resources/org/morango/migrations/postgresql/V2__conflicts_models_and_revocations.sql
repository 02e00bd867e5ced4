alter table morango_sync_session add column session_key varchar(500);

alter table morango_sync_session add column capabilities varchar(1000);

alter table morango_sync_session add column request_highest bigint;

alter table morango_sync_session add column request_seen bigint;

alter table morango_certificate add column bound_at timestamp(6) with time zone;

alter table morango_store add column adapted text;

alter table morango_store add column ancestors text;

create table morango_held_back (
    held_since timestamp(6) with time zone not null,
    record_size bigint,
    origin varchar(10) not null,
    kind varchar(20) not null,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    attribute varchar(255),
    id varchar(255) not null,
    reason text not null,
    primary key (origin, profile, model_name, id)
);

create table morango_model (
    adopted boolean not null,
    key_identity varchar(10) not null,
    filled_to varchar(32) not null,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    hierarchy varchar(100) not null,
    key_column varchar(300),
    key_table varchar(1000),
    added text,
    members text not null,
    primary key (profile, model_name)
);

create table morango_revocation (
    branch_id varchar(32) not null,
    certificate_id varchar(32) not null,
    issuer_id varchar(32) not null,
    line_id varchar(32) not null,
    root_id varchar(32) not null,
    serialized text not null,
    signature text not null,
    primary key (certificate_id)
);

create table morango_touched (
    noted_at timestamp(6) with time zone not null,
    first_record varchar(32) not null,
    transfer_session_id varchar(32) not null,
    model_name varchar(100) not null,
    record_ids text not null,
    primary key (first_record, transfer_session_id, model_name)
);

create index morango_revocation_branch on morango_revocation (branch_id);

create index morango_revocation_line on morango_revocation (line_id);

create index morango_revocation_root on morango_revocation (root_id, certificate_id);

create index morango_touched_transfer on morango_touched (transfer_session_id);
