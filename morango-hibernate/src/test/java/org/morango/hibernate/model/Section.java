package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A part of a lesson, which may be large. */
@Entity
@Syncable(profile = "facilitydata", model = "section")
public class Section extends SyncableEntity {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Lesson lesson;

    @Column(length = 1_000_000)
    public String text;

    protected Section() {}

    Section(Lesson lesson, String text) {
        this.lesson = lesson;
        this.text = text;
    }

    @Override
    protected String partition() {
        return lesson.place;
    }
}
