package org.morango.spring.docs;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "school", model = "lesson")
public class Lesson extends SyncableEntity {
    private String school = "";
    private String title = "";

    protected Lesson() {}

    public Lesson(String school, String title) {
        this.school = school;
        this.title = title;
    }

    @Override
    protected String partition() {
        return school + ":lessons";
    }

    public String title() {
        return title;
    }
}
