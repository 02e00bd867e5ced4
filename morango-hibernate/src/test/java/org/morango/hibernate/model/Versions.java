package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnDefault;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Two versions of one application. */
public final class Versions {
    public static final String PROFILE = "evolving";

    private Versions() {}

    /** The first version of its only entity. */
    @Entity(name = "OldChild")
    @Table(name = "evolving_child")
    @Syncable(profile = PROFILE, model = "child")
    public static class OldChild extends SyncableEntity {
        public String place;
        public String name;
        public String room;

        @Column(name = "old_grade")
        public String grade;

        protected OldChild() {}

        public OldChild(String place, String name, String grade) {
            this.place = place;
            this.name = name;
            this.grade = grade;
            this.room = "r1";
        }

        @Override
        protected String partition() {
            return place + ":children";
        }
    }

    /**
     * Its second version: a name has changed, the room is gone, a grade has become a number, and there are new
     * attributes.
     */
    @Entity(name = "NewChild")
    @Table(name = "evolving_child")
    @Syncable(profile = PROFILE, model = "child")
    public static class NewChild extends SyncableEntity {
        public String place;

        @Column(name = "name")
        @SyncName(value = "full_name", aliases = "name")
        public String fullName;

        public Integer grade;
        public String nick;

        @Column(nullable = false)
        @ColumnDefault("0")
        public int points = 7;

        @ManyToOne
        public Club club;

        protected NewChild() {}

        public NewChild(String place, String fullName, Club club) {
            this.place = place;
            this.fullName = fullName;
            this.club = club;
        }

        @Override
        protected String partition() {
            return place + ":children";
        }
    }

    /** An entity that is new in the second version. */
    @Entity(name = "Club")
    @Table(name = "evolving_club")
    @Syncable(profile = PROFILE, model = "club")
    public static class Club extends SyncableEntity {
        public String place;
        public String title;

        protected Club() {}

        public Club(String place, String title) {
            this.place = place;
            this.title = title;
        }

        @Override
        protected String partition() {
            return place + ":clubs";
        }
    }
}
