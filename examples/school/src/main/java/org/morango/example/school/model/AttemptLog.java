package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * A learner's attempt at a lesson. The learner is a plain id, because the learner's row may be out of scope when the
 * attempt is not.
 */
@Entity
@Syncable(profile = "facilitydata", model = "attemptlog")
public class AttemptLog extends SyncableEntity {
    @Column(length = 32, nullable = false)
    private String datasetId = "";

    @Column(length = 32, nullable = false)
    private String userId = "";

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private @Nullable Lesson lesson;

    @Column(length = 4_000, nullable = false)
    private String answer = "";

    @Column(precision = 12, scale = 4)
    private @Nullable BigDecimal score;

    @Column(nullable = false)
    private Instant at = Instant.EPOCH;

    protected AttemptLog() {}

    public AttemptLog(
            String datasetId, String userId, Lesson lesson, String answer, @Nullable BigDecimal score, Instant at) {
        this.datasetId = datasetId;
        this.userId = userId;
        this.lesson = lesson;
        this.answer = answer;
        this.score = score;
        this.at = at;
    }

    @Override
    protected String partition() {
        return datasetId + ":user-rw:" + userId;
    }

    public String getDatasetId() {
        return datasetId;
    }

    public String getUserId() {
        return userId;
    }

    public @Nullable Lesson getLesson() {
        return lesson;
    }

    public String getAnswer() {
        return answer;
    }

    public @Nullable BigDecimal getScore() {
        return score;
    }

    public Instant getAt() {
        return at;
    }
}
