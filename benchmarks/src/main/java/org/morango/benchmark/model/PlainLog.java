package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;

/** A {@link SummaryLog} without the library. */
@Entity
public class PlainLog {
    @Id
    @Column(length = 32)
    private String id = "";

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private @Nullable PlainLearner user;

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected PlainLog() {}

    public PlainLog(String id, PlainLearner user, String contentId) {
        this.id = id;
        this.user = user;
        this.contentId = contentId;
    }

    public void setContentId(String contentId) {
        this.contentId = contentId;
    }
}
