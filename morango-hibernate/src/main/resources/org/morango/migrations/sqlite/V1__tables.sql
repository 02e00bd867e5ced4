create table morango_agreement (
    push boolean not null,
    agreed_at timestamp not null,
    filter_hash blob not null,
    other_digest blob not null,
    own_digest blob not null,
    peer_id blob not null,
    primary key (push, filter_hash, peer_id)
);

create table morango_buffer (
    model_rank integer not null,
    part integer not null,
    size integer not null,
    first_record varchar(32) not null,
    transfer_session_id varchar(32) not null,
    content blob not null,
    primary key (model_rank, part, first_record, transfer_session_id)
);

create table morango_certificate (
    scope_version integer not null,
    id varchar(32) not null,
    parent_id varchar(32),
    root_id varchar(32) not null,
    profile varchar(40) not null,
    salt varchar(100) not null,
    scope_definition varchar(100) not null,
    private_key varchar(2147483647),
    public_key varchar(2147483647) not null,
    scope_params varchar(2147483647) not null,
    serialized varchar(2147483647) not null,
    signature varchar(2147483647) not null,
    bound_at timestamp,
    primary key (id)
);

create table morango_clock (
    id integer not null,
    latest bigint not null,
    primary key (id)
);

create table morango_counter_time (
    changed_at timestamp not null,
    counter bigint not null,
    primary key (counter)
);

create table morango_database_max_counter (
    counter bigint not null,
    instance_id blob not null,
    partition_hash blob not null,
    record_partition varchar(1000) not null,
    told_by varchar(32) not null,
    primary key (told_by, instance_id, partition_hash)
);

create table morango_held_back (
    held_since timestamp not null,
    record_size bigint,
    origin varchar(10) not null,
    kind varchar(20) not null,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    attribute varchar(255),
    id varchar(255) not null,
    reason varchar(2147483647) not null,
    primary key (origin, profile, model_name, id)
);

create table morango_holding (
    is_client boolean not null,
    learned timestamp not null,
    id blob not null,
    instance_id varchar(32) not null,
    own_certificate_id varchar(32) not null,
    peer_certificate_id varchar(32) not null,
    profile varchar(40) not null,
    device varchar(100) not null,
    address varchar(500) not null,
    counters varchar(2147483647) not null,
    filter varchar(2147483647) not null,
    primary key (id)
);

create table morango_instance (
    id integer not null,
    checked timestamp,
    checked_through varchar(32) not null,
    counter bigint not null,
    database_id varchar(32) not null,
    instance_id blob not null,
    location varchar(32),
    renewals integer not null,
    renewed timestamp,
    primary key (id)
);

create table morango_invitation (
    created timestamp not null,
    expires timestamp not null,
    revoked_at timestamp,
    used_at timestamp,
    id varchar(32) not null,
    issuer_id varchar(32) not null,
    root_id varchar(32) not null,
    used_by varchar(32),
    scope_definition varchar(100) not null,
    used_by_name varchar(100) not null,
    label varchar(200) not null,
    scope_params varchar(2147483647) not null,
    verifier_key varchar(2147483647) not null,
    primary key (id)
);

create table morango_joining (
    begun timestamp not null,
    certificate_id varchar(32),
    id varchar(32) not null,
    private_key varchar(2147483647),
    primary key (id)
);

create table morango_leaving (
    forgotten boolean not null,
    certificate_id varchar(32) not null,
    last_record varchar(32) not null,
    profile varchar(40) not null,
    kept_filter varchar(2147483647),
    left_filter varchar(2147483647) not null,
    primary key (certificate_id)
);

create table morango_lock (
    id integer not null,
    taken bigint not null,
    primary key (id)
);

create table morango_model (
    adopted boolean not null,
    key_identity varchar(10) not null,
    filled_to varchar(32) not null,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    hierarchy varchar(100) not null,
    key_column varchar(300),
    key_numbers varchar(500),
    key_query varchar(2000),
    key_table varchar(1000),
    added varchar(2147483647),
    members varchar(2147483647) not null,
    primary key (profile, model_name)
);

create table morango_nonce (
    created timestamp not null,
    id varchar(32) not null,
    ip varchar(100) not null,
    primary key (id)
);

create table morango_outbox (
    id integer,
    profile varchar(40) not null,
    kind varchar(20) not null,
    model_name varchar(100) not null,
    noted_at timestamp,
    changed_rows varchar(2147483647) not null,
    primary key (id)
);

create table morango_pending (
    id blob not null,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    reason varchar(2147483647),
    reach varchar(2147483647),
    unfinished boolean not null,
    primary key (id)
);

create table morango_queue (
    size integer not null,
    start_offset bigint not null,
    transfer_session_id varchar(32) not null,
    record_ids varchar(2147483647) not null,
    primary key (start_offset, transfer_session_id)
);

create table morango_revocation (
    branch_id varchar(32) not null,
    certificate_id varchar(32) not null,
    issuer_id varchar(32) not null,
    line_id varchar(32) not null,
    root_id varchar(32) not null,
    serialized varchar(2147483647) not null,
    signature varchar(2147483647) not null,
    primary key (certificate_id)
);

create table morango_scope_definition (
    version integer not null,
    profile varchar(40) not null,
    id varchar(100) not null,
    primary_scope_param_key varchar(100) not null,
    description varchar(2147483647) not null,
    read_filter_template varchar(2147483647) not null,
    read_models varchar(2147483647) not null,
    read_write_filter_template varchar(2147483647) not null,
    write_filter_template varchar(2147483647) not null,
    write_models varchar(2147483647) not null,
    primary key (id)
);

create table morango_shared_key (
    id integer not null,
    private_key varchar(2147483647) not null,
    primary key (id)
);

create table morango_store (
    deleted boolean not null,
    hard_deleted boolean not null,
    history_size integer not null,
    last_saved_counter bigint not null,
    id blob not null,
    last_saved_instance blob not null,
    self_reference blob,
    successor blob,
    profile varchar(40) not null,
    model_name varchar(100) not null,
    local_key varchar(255),
    record_partition varchar(1000) not null,
    source_id varchar(1000) not null,
    conflicting_contents varchar(2147483647) not null,
    history varchar(2147483647) not null,
    content varchar(2147483647) not null,
    adapted varchar(2147483647),
    ancestors varchar(2147483647),
    primary key (id)
);

create table morango_sync_log (
    failures integer not null,
    succeeded boolean not null,
    last_finished timestamp,
    last_started timestamp,
    last_succeeded timestamp,
    lease_until timestamp,
    records_received bigint not null,
    records_sent bigint not null,
    runs bigint not null,
    lease_owner varchar(32),
    session_id varchar(32),
    peer varchar(200) not null,
    error varchar(1000),
    renewal_error varchar(1000),
    primary key (peer)
);

create table morango_sync_session (
    active boolean not null,
    is_server boolean not null,
    last_activity timestamp not null,
    started timestamp not null,
    client_certificate_id varchar(32) not null,
    id varchar(32) not null,
    server_certificate_id varchar(32) not null,
    profile varchar(40) not null,
    client_instance varchar(2147483647) not null,
    client_ip varchar(2147483647) not null,
    connection_path varchar(2147483647) not null,
    server_instance varchar(2147483647) not null,
    server_ip varchar(2147483647) not null,
    session_key varchar(500),
    capabilities varchar(1000),
    request_highest bigint,
    request_seen bigint,
    primary key (id)
);

create table morango_touched (
    noted_at timestamp not null,
    first_record varchar(32) not null,
    transfer_session_id varchar(32) not null,
    model_name varchar(100) not null,
    record_ids varchar(2147483647) not null,
    primary key (first_record, transfer_session_id, model_name)
);

create table morango_transfer_session (
    active boolean not null,
    push boolean not null,
    bytes_received bigint not null,
    bytes_sent bigint not null,
    last_activity timestamp not null,
    owned_until timestamp,
    records_total bigint,
    records_transferred bigint not null,
    started timestamp not null,
    stage varchar(20) not null,
    status varchar(20) not null,
    id varchar(32) not null,
    owner varchar(32),
    sync_session_id varchar(32) not null,
    owner_process varchar(100),
    client_fsic varchar(2147483647) not null,
    error varchar(2147483647),
    filter varchar(2147483647) not null,
    server_fsic varchar(2147483647) not null,
    primary key (id)
);

create table morango_trigger (
    name varchar(100) not null,
    table_name varchar(1000) not null,
    statements varchar(2147483647) not null,
    primary key (name)
);

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
