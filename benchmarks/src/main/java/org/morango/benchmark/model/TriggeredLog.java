package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Syncable;

/** The same activity, whose changes the database notes. */
@Entity
@Syncable(profile = "facilitydata", model = "triggeredlog", capture = Capture.TRIGGERS)
public class TriggeredLog {
    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    private @Nullable Long id;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private @Nullable NumberedLearner user;

    @Column(length = 32, nullable = false)
    private String contentId = "";

    protected TriggeredLog() {}

    public TriggeredLog(NumberedLearner user, String contentId) {
        this.user = user;
        this.contentId = contentId;
    }

    public @Nullable Long getId() {
        return id;
    }

    public void setContentId(String contentId) {
        this.contentId = contentId;
    }
}
