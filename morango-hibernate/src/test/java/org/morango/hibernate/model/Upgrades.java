package org.morango.hibernate.model;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.ColumnDefault;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An application whose second version keeps its values in other columns, and has more. */
public final class Upgrades {
    private Upgrades() {}

    /** The first version. */
    @Entity(name = "OldGuest")
    @Table(name = "upgraded_guest")
    @Syncable(profile = Versions.PROFILE, model = "guest")
    public static class OldGuest extends SyncableEntity {
        public String place;
        public String name;
        public String room;

        @ElementCollection(fetch = FetchType.EAGER)
        @CollectionTable(name = "upgraded_tags")
        public Set<String> tags = new TreeSet<>();

        protected OldGuest() {}

        public OldGuest(String place, String name, String... tags) {
            this.place = place;
            this.name = name;
            this.tags.addAll(Set.of(tags));
        }

        @Override
        protected String partition() {
            return place + ":guests";
        }
    }

    /** The second version. */
    @Entity(name = "NewGuest")
    @Table(name = "upgraded_guest")
    @Syncable(profile = Versions.PROFILE, model = "guest")
    public static class NewGuest extends SyncableEntity {
        public String place;

        @Column(name = "full_name")
        @SyncName(value = "full_name", aliases = "name")
        public String fullName;

        @Column(name = "chamber")
        public String room;

        @SyncName(value = "labels", aliases = "tags")
        @ElementCollection(fetch = FetchType.EAGER)
        @CollectionTable(name = "upgraded_labels")
        public Set<String> labels = new TreeSet<>();

        @Column(nullable = false)
        @ColumnDefault("0")
        public int points = 7;

        @Column(nullable = false)
        @ColumnDefault("'?'")
        public String door = "none";

        @ElementCollection(fetch = FetchType.EAGER)
        @CollectionTable(name = "upgraded_colors")
        public Set<String> colors = new TreeSet<>(Set.of("red"));

        @ManyToOne
        public Versions.Club club;

        protected NewGuest() {}

        public NewGuest(String place, String fullName) {
            this.place = place;
            this.fullName = fullName;
        }

        @Override
        protected String partition() {
            return place + ":guests";
        }
    }
}
