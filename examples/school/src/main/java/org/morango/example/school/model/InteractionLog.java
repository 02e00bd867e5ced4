package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** One interaction of a learner with a content. */
@Entity
@Syncable(profile = "facilitydata", model = "contentinteractionlog")
public class InteractionLog extends SyncableEntity {
    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable Learner user;

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected InteractionLog() {}

    public InteractionLog(@Nullable Learner user, String contentId) {
        this.user = user;
        this.contentId = contentId;
    }

    @Override
    protected String partition() {
        // Python Morango, too, writes "None" if there is no user.
        return (user == null ? "None" : user.getId()) + ":user:interaction";
    }

    public @Nullable Learner getUser() {
        return user;
    }

    public String getContentId() {
        return contentId;
    }
}
