alter table morango_sync_session add column session_key varchar(500) collate utf8mb4_nopad_bin;

alter table morango_sync_session add column capabilities varchar(1000) collate utf8mb4_nopad_bin;

alter table morango_sync_session add column request_highest bigint;

alter table morango_sync_session add column request_seen bigint;

alter table morango_certificate add column bound_at datetime(6);

alter table morango_store add column adapted longtext collate utf8mb4_nopad_bin;

alter table morango_store add column ancestors longtext collate utf8mb4_nopad_bin;

create table morango_held_back (
    held_since datetime(6) not null,
    record_size bigint,
    origin varchar(10) collate utf8mb4_nopad_bin not null,
    kind varchar(20) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    attribute varchar(255) collate utf8mb4_nopad_bin,
    id varchar(255) collate utf8mb4_nopad_bin not null,
    reason longtext collate utf8mb4_nopad_bin not null,
    primary key (origin, profile, model_name, id)
) engine=InnoDB;

create table morango_model (
    adopted bit not null,
    key_identity varchar(10) collate utf8mb4_nopad_bin not null,
    filled_to varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    hierarchy varchar(100) collate utf8mb4_nopad_bin not null,
    key_column varchar(300) collate utf8mb4_nopad_bin,
    key_table varchar(1000) collate utf8mb4_nopad_bin,
    added longtext collate utf8mb4_nopad_bin,
    members longtext collate utf8mb4_nopad_bin not null,
    primary key (profile, model_name)
) engine=InnoDB;

create table morango_revocation (
    branch_id varchar(32) collate utf8mb4_nopad_bin not null,
    certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    issuer_id varchar(32) collate utf8mb4_nopad_bin not null,
    line_id varchar(32) collate utf8mb4_nopad_bin not null,
    root_id varchar(32) collate utf8mb4_nopad_bin not null,
    serialized longtext collate utf8mb4_nopad_bin not null,
    signature longtext collate utf8mb4_nopad_bin not null,
    primary key (certificate_id)
) engine=InnoDB;

create table morango_touched (
    noted_at datetime(6) not null,
    first_record varchar(32) collate utf8mb4_nopad_bin not null,
    transfer_session_id varchar(32) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    record_ids longtext collate utf8mb4_nopad_bin not null,
    primary key (first_record, transfer_session_id, model_name)
) engine=InnoDB;

create index morango_revocation_branch on morango_revocation (branch_id);

create index morango_revocation_line on morango_revocation (line_id);

create index morango_revocation_root on morango_revocation (root_id, certificate_id);

create index morango_touched_transfer on morango_touched (transfer_session_id);
