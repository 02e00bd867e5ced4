package org.morango.hibernate;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** Entities with keys of several kinds, that refer to each other. */
final class OwnKeyGuests {
    private OwnKeyGuests() {}

    @Entity(name = "Guest")
    @Syncable(profile = "p", model = "guest", partition = "${root}:guests:${id}")
    static class Guest {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Version
        Integer version;

        String name;
        String town;

        @ManyToOne
        Guest friend;

        @ManyToMany
        Set<Guest> friends = new LinkedHashSet<>();

        @OneToMany(mappedBy = "guest", cascade = CascadeType.ALL, orphanRemoval = true)
        List<Stay> stays = new ArrayList<>();

        protected Guest() {}

        Guest(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Stay")
    @Syncable(profile = "p", model = "stay", partition = "${root}:guests:${guest}")
    static class Stay {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        @ManyToOne(optional = false)
        Guest guest;

        String text;

        protected Stay() {}

        Stay(Guest guest, String text) {
            this.guest = guest;
            this.text = text;
        }
    }

    @Entity(name = "Drawn")
    @Syncable(profile = "p", model = "drawn")
    static class Drawn {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long id;

        String name;

        protected Drawn() {}

        Drawn(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Coded")
    @Syncable(profile = "p", model = "coded", identity = Identity.KEY)
    static class Coded {
        @Id
        String code;

        String name;

        protected Coded() {}

        Coded(String code, String name) {
            this.code = code;
            this.name = name;
        }
    }
}
