package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The right to run a transfer, held by locking its row. */
@Entity(name = "MorangoTransferOwnerRow")
@Table(name = "morango_transfer_owner")
public class TransferOwnerRow {
    @Id
    @Column(name = "transfer_session_id", length = 32, nullable = false)
    public String id = "";
}
