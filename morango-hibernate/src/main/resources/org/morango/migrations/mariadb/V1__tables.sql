create table morango_agreement (
    push bit not null,
    agreed_at datetime(6) not null,
    filter_hash binary(16) not null,
    other_digest binary(16) not null,
    own_digest binary(16) not null,
    peer_id binary(16) not null,
    primary key (push, filter_hash, peer_id)
) engine=InnoDB;

create table morango_buffer (
    model_rank integer not null,
    part integer not null,
    size integer not null,
    first_record varchar(32) collate utf8mb4_nopad_bin not null,
    transfer_session_id varchar(32) collate utf8mb4_nopad_bin not null,
    content longblob not null,
    primary key (model_rank, part, first_record, transfer_session_id)
) engine=InnoDB;

create table morango_certificate (
    scope_version integer not null,
    id varchar(32) collate utf8mb4_nopad_bin not null,
    parent_id varchar(32) collate utf8mb4_nopad_bin,
    root_id varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    salt varchar(100) collate utf8mb4_nopad_bin not null,
    scope_definition varchar(100) collate utf8mb4_nopad_bin not null,
    private_key longtext collate utf8mb4_nopad_bin,
    public_key longtext collate utf8mb4_nopad_bin not null,
    scope_params longtext collate utf8mb4_nopad_bin not null,
    serialized longtext collate utf8mb4_nopad_bin not null,
    signature longtext collate utf8mb4_nopad_bin not null,
    bound_at datetime(6),
    primary key (id)
) engine=InnoDB;

create table morango_clock (
    id integer not null,
    latest bigint not null,
    primary key (id)
) engine=InnoDB;

create table morango_counter_time (
    changed_at datetime(6) not null,
    counter bigint not null,
    primary key (counter)
) engine=InnoDB;

create table morango_database_max_counter (
    counter bigint not null,
    instance_id binary(16) not null,
    partition_hash binary(16) not null,
    record_partition varchar(1000) collate utf8mb4_nopad_bin not null,
    told_by varchar(32) collate utf8mb4_nopad_bin not null,
    primary key (instance_id, partition_hash, told_by)
) engine=InnoDB;

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

create table morango_holding (
    is_client bit not null,
    learned datetime(6) not null,
    id binary(16) not null,
    instance_id varchar(32) collate utf8mb4_nopad_bin not null,
    own_certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    peer_certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    device varchar(100) collate utf8mb4_nopad_bin not null,
    address varchar(500) collate utf8mb4_nopad_bin not null,
    counters longtext collate utf8mb4_nopad_bin not null,
    filter longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_instance (
    id integer not null,
    checked datetime(6),
    checked_through varchar(32) collate utf8mb4_nopad_bin not null,
    counter bigint not null,
    database_id varchar(32) collate utf8mb4_nopad_bin not null,
    instance_id binary(16) not null,
    location varchar(32) collate utf8mb4_nopad_bin,
    renewals integer not null,
    renewed datetime(6),
    primary key (id)
) engine=InnoDB;

create table morango_invitation (
    created datetime(6) not null,
    expires datetime(6) not null,
    revoked_at datetime(6),
    used_at datetime(6),
    id varchar(32) collate utf8mb4_nopad_bin not null,
    issuer_id varchar(32) collate utf8mb4_nopad_bin not null,
    root_id varchar(32) collate utf8mb4_nopad_bin not null,
    used_by varchar(32) collate utf8mb4_nopad_bin,
    scope_definition varchar(100) collate utf8mb4_nopad_bin not null,
    used_by_name varchar(100) collate utf8mb4_nopad_bin not null,
    label varchar(200) collate utf8mb4_nopad_bin not null,
    scope_params longtext collate utf8mb4_nopad_bin not null,
    verifier_key longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_joining (
    begun datetime(6) not null,
    certificate_id varchar(32) collate utf8mb4_nopad_bin,
    id varchar(32) collate utf8mb4_nopad_bin not null,
    private_key longtext collate utf8mb4_nopad_bin,
    primary key (id)
) engine=InnoDB;

create table morango_leaving (
    forgotten bit not null,
    certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    last_record varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    kept_filter longtext collate utf8mb4_nopad_bin,
    left_filter longtext collate utf8mb4_nopad_bin not null,
    primary key (certificate_id)
) engine=InnoDB;

create table morango_lock (
    id integer not null,
    taken bigint not null,
    primary key (id)
) engine=InnoDB;

create table morango_model (
    adopted bit not null,
    key_identity varchar(10) collate utf8mb4_nopad_bin not null,
    filled_to varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    hierarchy varchar(100) collate utf8mb4_nopad_bin not null,
    key_column varchar(300) collate utf8mb4_nopad_bin,
    key_numbers varchar(500) collate utf8mb4_nopad_bin,
    key_query varchar(2000) collate utf8mb4_nopad_bin,
    key_table varchar(1000) collate utf8mb4_nopad_bin,
    added longtext collate utf8mb4_nopad_bin,
    members longtext collate utf8mb4_nopad_bin not null,
    primary key (profile, model_name)
) engine=InnoDB;

create table morango_nonce (
    created datetime(6) not null,
    id varchar(32) collate utf8mb4_nopad_bin not null,
    ip varchar(100) collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_outbox (
    id bigint not null auto_increment,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    kind varchar(20) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    noted_at datetime(6),
    changed_rows longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_pending (
    id binary(16) not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    reason longtext collate utf8mb4_nopad_bin,
    reach longtext collate utf8mb4_nopad_bin,
    unfinished bit not null,
    primary key (id)
) engine=InnoDB;

create table morango_queue (
    size integer not null,
    start_offset bigint not null,
    transfer_session_id varchar(32) collate utf8mb4_nopad_bin not null,
    record_ids longtext collate utf8mb4_nopad_bin not null,
    primary key (start_offset, transfer_session_id)
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

create table morango_scope_definition (
    version integer not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    id varchar(100) collate utf8mb4_nopad_bin not null,
    primary_scope_param_key varchar(100) collate utf8mb4_nopad_bin not null,
    description longtext collate utf8mb4_nopad_bin not null,
    read_filter_template longtext collate utf8mb4_nopad_bin not null,
    read_models longtext collate utf8mb4_nopad_bin not null,
    read_write_filter_template longtext collate utf8mb4_nopad_bin not null,
    write_filter_template longtext collate utf8mb4_nopad_bin not null,
    write_models longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_shared_key (
    id integer not null,
    private_key longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_store (
    deleted bit not null,
    hard_deleted bit not null,
    history_size integer not null,
    last_saved_counter bigint not null,
    id binary(16) not null,
    last_saved_instance binary(16) not null,
    self_reference binary(16),
    successor binary(16),
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    local_key varchar(255) collate utf8mb4_nopad_bin,
    record_partition varchar(1000) collate utf8mb4_nopad_bin not null,
    source_id varchar(1000) collate utf8mb4_nopad_bin not null,
    conflicting_contents longtext collate utf8mb4_nopad_bin not null,
    history longtext collate utf8mb4_nopad_bin not null,
    content longtext collate utf8mb4_nopad_bin not null,
    adapted longtext collate utf8mb4_nopad_bin,
    ancestors longtext collate utf8mb4_nopad_bin,
    primary key (id)
) engine=InnoDB;

create table morango_sync_log (
    failures integer not null,
    succeeded bit not null,
    last_finished datetime(6),
    last_started datetime(6),
    last_succeeded datetime(6),
    lease_until datetime(6),
    records_received bigint not null,
    records_sent bigint not null,
    runs bigint not null,
    lease_owner varchar(32) collate utf8mb4_nopad_bin,
    session_id varchar(32) collate utf8mb4_nopad_bin,
    peer varchar(200) collate utf8mb4_nopad_bin not null,
    error varchar(1000) collate utf8mb4_nopad_bin,
    renewal_error varchar(1000) collate utf8mb4_nopad_bin,
    primary key (peer)
) engine=InnoDB;

create table morango_sync_session (
    active bit not null,
    is_server bit not null,
    last_activity datetime(6) not null,
    started datetime(6) not null,
    client_certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    id varchar(32) collate utf8mb4_nopad_bin not null,
    server_certificate_id varchar(32) collate utf8mb4_nopad_bin not null,
    profile varchar(40) collate utf8mb4_nopad_bin not null,
    client_instance longtext collate utf8mb4_nopad_bin not null,
    client_ip longtext collate utf8mb4_nopad_bin not null,
    connection_path longtext collate utf8mb4_nopad_bin not null,
    server_instance longtext collate utf8mb4_nopad_bin not null,
    server_ip longtext collate utf8mb4_nopad_bin not null,
    session_key varchar(500) collate utf8mb4_nopad_bin,
    capabilities varchar(1000) collate utf8mb4_nopad_bin,
    request_highest bigint,
    request_seen bigint,
    primary key (id)
) engine=InnoDB;

create table morango_touched (
    noted_at datetime(6) not null,
    first_record varchar(32) collate utf8mb4_nopad_bin not null,
    transfer_session_id varchar(32) collate utf8mb4_nopad_bin not null,
    model_name varchar(100) collate utf8mb4_nopad_bin not null,
    record_ids longtext collate utf8mb4_nopad_bin not null,
    primary key (first_record, transfer_session_id, model_name)
) engine=InnoDB;

create table morango_transfer_session (
    active bit not null,
    push bit not null,
    bytes_received bigint not null,
    bytes_sent bigint not null,
    last_activity datetime(6) not null,
    owned_until datetime(6),
    records_total bigint,
    records_transferred bigint not null,
    started datetime(6) not null,
    stage varchar(20) collate utf8mb4_nopad_bin not null,
    status varchar(20) collate utf8mb4_nopad_bin not null,
    id varchar(32) collate utf8mb4_nopad_bin not null,
    owner varchar(32) collate utf8mb4_nopad_bin,
    sync_session_id varchar(32) collate utf8mb4_nopad_bin not null,
    owner_process varchar(100) collate utf8mb4_nopad_bin,
    client_fsic longtext collate utf8mb4_nopad_bin not null,
    error longtext collate utf8mb4_nopad_bin,
    filter longtext collate utf8mb4_nopad_bin not null,
    server_fsic longtext collate utf8mb4_nopad_bin not null,
    primary key (id)
) engine=InnoDB;

create table morango_trigger (
    name varchar(100) collate utf8mb4_nopad_bin not null,
    table_name varchar(1000) collate utf8mb4_nopad_bin not null,
    statements longtext collate utf8mb4_nopad_bin not null,
    primary key (name)
) engine=InnoDB;

create index morango_buffer_chunk on morango_buffer (transfer_session_id, first_record, size);

create index morango_certificate_root on morango_certificate (root_id);

create index morango_holding_learned on morango_holding (learned);

create index morango_invitation_created on morango_invitation (created, id);

create index morango_invitation_expires on morango_invitation (expires);

create index morango_pending_model on morango_pending (profile, model_name, id);

create index morango_revocation_branch on morango_revocation (branch_id);

create index morango_revocation_line on morango_revocation (line_id);

create index morango_revocation_root on morango_revocation (root_id, certificate_id);

create index morango_store_key on morango_store (local_key, model_name);

create index morango_store_version on morango_store (last_saved_instance, last_saved_counter, id);

create index morango_sync_session_used on morango_sync_session (active, last_activity);

create index morango_touched_transfer on morango_touched (transfer_session_id);

create index morango_transfer_active on morango_transfer_session (active, id);

create index morango_transfer_sync_session on morango_transfer_session (sync_session_id);
