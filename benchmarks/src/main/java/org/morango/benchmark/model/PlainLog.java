package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A {@link SummaryLog} without the library, with the same columns and indexes. */
@Entity
@Table(indexes = @Index(columnList = "morangoDirty, id"))
public class PlainLog {
    @Id
    @Column(length = 32)
    private String id = "";

    @Column(nullable = false)
    private int morangoDirty = 1;

    @Column(length = 1000, nullable = false)
    private String sourceId = "";

    @Column(length = 1000, nullable = false)
    private String partitionText = "";

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private @Nullable PlainLearner user;

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected PlainLog() {}

    public PlainLog(String id, PlainLearner user, String contentId) {
        this.id = id;
        this.user = user;
        this.contentId = contentId;
        this.sourceId = user.getId() + ":" + contentId;
        this.partitionText = user.getId() + ":user:summary";
    }

    public void setContentId(String contentId) {
        this.contentId = contentId;
        morangoDirty++;
    }
}
