package org.morango.hibernate.model;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import java.util.ArrayList;
import java.util.List;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity in any partition, mostly with a random source id. It owns its sections. */
@Entity
@Syncable(profile = "facilitydata", model = "lesson", moves = Moves.STAY)
public class Lesson extends SyncableEntity {
    /** A title that the application's own check refuses. */
    public static final String FORBIDDEN = "forbidden title";

    /** A title that is also the source id, so that every program can compute the id of such a lesson. */
    public static final String SHARED = "shared";

    /** Work that a test runs while a lesson is being updated. */
    public static volatile Runnable beforeUpdate = () -> {};

    public String place;
    public String title;
    public int level = 3;

    @OneToMany(mappedBy = "lesson", cascade = CascadeType.ALL, orphanRemoval = true)
    public List<Section> sections = new ArrayList<>();

    protected Lesson() {}

    public Lesson(String place, String title) {
        this.place = place;
        this.title = title;
    }

    @PrePersist
    void check() {
        if (FORBIDDEN.equals(title)) {
            throw new IllegalStateException("A lesson has the " + title);
        }
    }

    @PreUpdate
    void update() {
        beforeUpdate.run();
    }

    public Section add(String text) {
        Section section = new Section(this, text);
        sections.add(section);
        return section;
    }

    @Override
    protected String sourceId() {
        return SHARED.equals(title) ? title : null;
    }

    @Override
    protected String partition() {
        return place;
    }
}
