package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;

/** An entity with references to rows that are not synced, or that may not be here. */
@Entity
@Syncable(profile = "facilitydata", model = "invoice", partition = "${root}:invoices")
public class Invoice {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String subject;

    @SyncReference(by = "name")
    @ManyToOne(fetch = FetchType.LAZY)
    public Clerk writtenBy;

    @SyncReference(by = "name", orNull = true)
    @ManyToOne(fetch = FetchType.LAZY)
    public Clerk checkedBy;

    @SyncReference(value = Clerk.class, by = "badge", orNull = true)
    public Long paidBy;

    @SyncReference(orNull = true)
    @ManyToOne(fetch = FetchType.LAZY)
    public Patient patient;

    @NotSynced
    @ManyToOne(fetch = FetchType.LAZY)
    public Clerk enteredBy;

    protected Invoice() {}

    public Invoice(String subject) {
        this.subject = subject;
    }
}
