package org.morango.it.documents;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "school", model = "lesson")
public class Lesson {
    @Id
    @GeneratedValue
    private Long id;

    private String title = "";

    protected Lesson() {}

    public Lesson(String title) {
        this.title = title;
    }

    public Long getId() {
        return id;
    }
}
