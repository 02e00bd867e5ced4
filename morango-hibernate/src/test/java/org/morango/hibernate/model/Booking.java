package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PreUpdate;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A booking. The database deletes it with its account; a callback changes it when it is updated. */
@Entity
@Syncable(profile = "facilitydata", model = "booking")
public class Booking extends SyncableEntity {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    @OnDelete(action = OnDeleteAction.CASCADE)
    public Account account;

    public int amount;
    public int updates;

    protected Booking() {}

    public Booking(Account account, int amount) {
        this.account = account;
        this.amount = amount;
    }

    @PreUpdate
    void count() {
        updates++;
    }

    @Override
    protected String partition() {
        return "accounts";
    }
}
