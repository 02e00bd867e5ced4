package org.morango.it.documents.modeling;

import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import org.morango.hibernate.mapping.NotSynced;

@MappedSuperclass
public abstract class Audited {
    @Id
    @GeneratedValue
    private Long id;

    @Version
    private int version;

    @NotSynced
    @ManyToOne(fetch = FetchType.LAZY)
    private Account createdBy;

    public Long getId() {
        return id;
    }

    public Account getCreatedBy() {
        return createdBy;
    }

    public void setCreatedBy(Account createdBy) {
        this.createdBy = createdBy;
    }
}
