package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Summary of a learner's activity with one content. There is one for each learner and content. */
@Entity
@Syncable(profile = "facilitydata", model = "contentsummarylog")
public class SummaryLog extends SyncableEntity {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private @Nullable Learner user;

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected SummaryLog() {}

    public SummaryLog(Learner user, String contentId) {
        this.user = user;
        this.contentId = contentId;
    }

    @Override
    protected String sourceId() {
        return userId() + ":" + contentId;
    }

    @Override
    protected String partition() {
        return userId() + ":user:summary";
    }

    private @Nullable String userId() {
        return user == null ? null : user.getId();
    }

    public @Nullable Learner getUser() {
        return user;
    }

    public String getContentId() {
        return contentId;
    }
}
