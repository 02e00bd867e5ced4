package org.morango.cli;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity of the application that the command line does not know. */
@Entity
@Table(name = "lesson")
@Syncable(profile = "school", model = "lesson")
class Lesson extends SyncableEntity {
    @Column(length = 32)
    private String schoolId = "";

    private String title = "";

    @Column(length = 20, unique = true)
    private String code = "";

    protected Lesson() {}

    Lesson(String schoolId, String title, String code) {
        this.schoolId = schoolId;
        this.title = title;
        this.code = code;
    }

    void setTitle(String value) {
        title = value;
    }

    @Override
    protected String partition() {
        return schoolId + ":lessons";
    }
}
