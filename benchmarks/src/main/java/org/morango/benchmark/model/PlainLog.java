package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;

/** The columns and indexes of a {@link SummaryLog}, without the library. */
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

    @Column(length = 32, nullable = false)
    private String userId = "";

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected PlainLog() {}

    public PlainLog(String id, String userId, String contentId) {
        this.id = id;
        this.userId = userId;
        this.contentId = contentId;
        this.sourceId = userId + ":" + contentId;
        this.partitionText = userId + ":user:summary";
    }

    public void setContentId(String contentId) {
        this.contentId = contentId;
        morangoDirty++;
    }
}
