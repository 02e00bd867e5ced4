package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** What the application itself keeps of a {@link SummaryLog}. */
@Entity
public class BareLog {
    @Id
    @Column(length = 32)
    private String id = "";

    @Column(length = 32, nullable = false)
    private String userId = "";

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected BareLog() {}

    public BareLog(String id, String userId, String contentId) {
        this.id = id;
        this.userId = userId;
        this.contentId = contentId;
    }

    public void setContentId(String contentId) {
        this.contentId = contentId;
    }
}
