package org.morango.it.documents;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "lesson")
public class Lesson extends SyncableEntity {
    private String schoolId = "";
    private String title = "";

    protected Lesson() {}

    public Lesson(String schoolId, String title) {
        this.schoolId = schoolId;
        this.title = title;
    }

    @Override
    protected String partition() {
        return schoolId + ":lessons";
    }
}
