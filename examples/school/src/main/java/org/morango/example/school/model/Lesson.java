package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.time.Instant;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A lesson, for all learners of a facility to read. */
@Entity
@Syncable(profile = "facilitydata", model = "lesson")
public class Lesson extends SyncableEntity {
    @Column(length = 32, nullable = false)
    private String datasetId = "";

    @Column(length = 200, nullable = false)
    private String title = "";

    @Column(length = 4_000, nullable = false)
    private String description = "";

    @Column(nullable = false)
    private Instant created = Instant.EPOCH;

    protected Lesson() {}

    public Lesson(String datasetId, String title, String description, Instant created) {
        this.datasetId = datasetId;
        this.title = title;
        this.description = description;
        this.created = created;
    }

    @Override
    protected String partition() {
        return datasetId + ":allusers-ro";
    }

    public String getDatasetId() {
        return datasetId;
    }

    public String getTitle() {
        return title;
    }

    public void setTitle(String title) {
        this.title = title;
    }

    public String getDescription() {
        return description;
    }

    public Instant getCreated() {
        return created;
    }
}
