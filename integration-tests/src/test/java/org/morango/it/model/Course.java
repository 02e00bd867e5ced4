package org.morango.it.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A course, known by its title. */
@Entity
@Syncable(profile = "school", model = "course")
public class Course extends SyncableEntity {
    @Column(nullable = false)
    private String root = "";

    @Column(nullable = false)
    private String title = "";

    @Column(nullable = false)
    private String teacher = "";

    protected Course() {}

    public Course(String root, String title, String teacher) {
        this.root = root;
        this.title = title;
        this.teacher = teacher;
    }

    @Override
    protected String sourceId() {
        return title;
    }

    @Override
    protected String partition() {
        return root + ":courses";
    }

    public String getRoot() {
        return root;
    }

    public String getTitle() {
        return title;
    }

    public String getTeacher() {
        return teacher;
    }

    public void setTeacher(String teacher) {
        this.teacher = teacher;
    }
}
