package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity in two tables, with optimistic locking. */
@Entity
@SecondaryTable(name = "account_remark")
@Syncable(profile = "facilitydata", model = "account")
public class Account extends SyncableEntity {
    public String owner;
    public int balance;

    @Column(table = "account_remark")
    public String remark;

    @Version
    public int version;

    protected Account() {}

    public Account(String owner, int balance, String remark) {
        this.owner = owner;
        this.balance = balance;
        this.remark = remark;
    }

    @Override
    protected String sourceId() {
        return owner;
    }

    @Override
    protected String partition() {
        return "accounts";
    }
}
