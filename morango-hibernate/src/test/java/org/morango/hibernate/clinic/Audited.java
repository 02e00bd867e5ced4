package org.morango.hibernate.clinic;

import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import org.morango.hibernate.mapping.NotSynced;

/** The application's own base class, with generated numbers as keys. */
@MappedSuperclass
public abstract class Audited {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Version
    public int version;

    @NotSynced
    @ManyToOne(fetch = FetchType.LAZY)
    public Clerk createdBy;
}
