package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.Version;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Base of models with a table each, beside its own. */
@Entity
@Inheritance(strategy = InheritanceType.JOINED)
public abstract class Medium extends SyncableEntity {
    public String title;

    @Version
    public int version;

    @Override
    protected String partition() {
        return "media";
    }

    /** A concrete class. */
    @Entity
    @Syncable(profile = "facilitydata", model = "book")
    public static class Book extends Medium {
        public int pages;
    }

    /** A model that extends another. */
    @Entity
    @Syncable(profile = "facilitydata", model = "comic")
    public static class Comic extends Book {
        public String artist;
    }

    /** Another concrete class. */
    @Entity
    @Syncable(profile = "facilitydata", model = "film")
    public static class Film extends Medium {
        public int minutes;
    }
}
