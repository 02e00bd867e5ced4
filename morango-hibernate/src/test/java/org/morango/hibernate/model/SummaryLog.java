package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that requires a learner. Its source id is made of its content, and it is locked optimistically. */
@Entity
@Syncable(profile = "facilitydata", model = "contentsummarylog")
public class SummaryLog extends SyncableEntity {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Learner user;

    public String contentId;

    @Version
    public int version;

    protected SummaryLog() {}

    public SummaryLog(Learner user, String contentId) {
        this.user = user;
        this.contentId = contentId;
    }

    @Override
    protected String sourceId() {
        return user.getId() + ":" + contentId;
    }

    @Override
    protected String partition() {
        return user.getId() + ":user:summary";
    }
}
