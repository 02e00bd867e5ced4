package org.morango.testkit.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A pupil's mark in a course. */
@Entity
@Syncable(profile = "school", model = "mark")
public class Mark extends SyncableEntity {
    @ManyToOne(optional = false)
    private @Nullable Course course;

    @Column(nullable = false)
    private String root = "";

    @Column(nullable = false)
    private String pupil = "";

    private int points;

    protected Mark() {}

    public Mark(Course course, String pupil, int points) {
        this.course = course;
        this.root = course.getRoot();
        this.pupil = pupil;
        this.points = points;
    }

    @Override
    protected String partition() {
        return root + ":marks:" + pupil + ":";
    }

    public int getPoints() {
        return points;
    }

    public String getPupil() {
        return pupil;
    }
}
