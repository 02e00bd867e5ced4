package org.morango.hibernate;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.hibernate.annotations.TenantId;
import org.hibernate.cfg.MultiTenancySettings;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;

/** An application whose tables hold the rows of several tenants. */
final class TenantShapes {
    private static final Class<?>[] ALL = {Note.class, Paper.class, Label.class, Country.class, Diary.class};
    private static final Map<String, Object> SETTINGS =
            Map.of(MultiTenancySettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new Current());

    /** The tenant for which this thread works. */
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private TenantShapes() {}

    /** Returns an application on a new database. */
    static SmallPeer peer(TestDatabase database) {
        SmallPeer peer = SmallPeer.on(database, SETTINGS, ALL);
        if (peer.isSqlite()) {
            // Hibernate does not always give a key the type by which this database numbers rows, nor unique
            // constraints.
            as("any");
            peer.elsewhere(
                    "drop table tenant_note",
                    "drop table tenant_label",
                    "drop table tenant_diary",
                    "create table tenant_note (id integer primary key, tenant varchar(255) not null, text varchar(255),"
                            + " version integer not null)",
                    "create table tenant_label (id integer primary key, tenant varchar(255) not null, code varchar(255),"
                            + " color varchar(255), unique (tenant, code))",
                    "create table tenant_diary (id integer primary key, tenant varchar(255) not null, text varchar(255))");
            asNobody();
        }
        return peer;
    }

    static void empty(SmallPeer peer) {
        as("any");
        peer.empty(
                "tenant_paper",
                "tenant_note_tenant_note",
                "tenant_note",
                "tenant_label",
                "tenant_diary",
                "tenant_country");
        asNobody();
    }

    static void as(String tenant) {
        CURRENT.set(tenant);
    }

    static void asNobody() {
        CURRENT.remove();
    }

    /** Fails where no tenant is set, as it would in a thread of the library. */
    static final class Current implements CurrentTenantIdentifierResolver<Object> {
        @Override
        public Object resolveCurrentTenantIdentifier() {
            String tenant = CURRENT.get();
            if (tenant == null) {
                throw new IllegalStateException("no tenant");
            }
            return tenant;
        }

        @Override
        public boolean validateExistingCurrentSessions() {
            return false;
        }

        @Override
        public boolean isRoot(Object tenant) {
            return "admin".equals(tenant);
        }
    }

    @Entity(name = "Note")
    @Table(name = "tenant_note")
    @Syncable(profile = "p", model = "note", partition = "${root}:${tenant}:")
    static class Note {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @TenantId
        @SyncName(value = "tenant", aliases = "owner")
        String tenant;

        String text;

        @Version
        int version;

        @ManyToMany
        Set<Note> related = new LinkedHashSet<>();

        protected Note() {}

        Note(String text) {
            this.text = text;
        }
    }

    @Entity(name = "Paper")
    @Table(name = "tenant_paper")
    @Syncable(profile = "p", model = "paper", identity = Identity.KEY, partition = "${root}:${org}:papers:")
    static class Paper {
        @Id
        String code;

        @TenantId
        String org;

        String title;

        @ManyToOne
        Note note;

        @ManyToOne
        Country country;

        protected Paper() {}

        Paper(String code, String title) {
            this.code = code;
            this.title = title;
        }
    }

    @Entity(name = "Label")
    @Table(name = "tenant_label", uniqueConstraints = @UniqueConstraint(columnNames = {"tenant", "code"}))
    @Syncable(
            profile = "p",
            model = "label",
            identity = Identity.NATURAL,
            natural = {"tenant", "code"},
            partition = "${root}:${tenant}:labels:")
    static class Label {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @TenantId
        String tenant;

        String code;

        String color;

        protected Label() {}

        Label(String code, String color) {
            this.code = code;
            this.color = color;
        }
    }

    /** Rows that all tenants have in common. */
    @Entity(name = "Country")
    @Table(name = "tenant_country")
    @Syncable(profile = "p", model = "country", identity = Identity.KEY, partition = "${root}:countries:")
    static class Country {
        @Id
        String code;

        protected Country() {}

        Country(String code) {
            this.code = code;
        }
    }

    /** Rows of tenants that are not synced. */
    @Entity(name = "Diary")
    @Table(name = "tenant_diary")
    static class Diary {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @TenantId
        String tenant;

        String text;

        protected Diary() {}

        Diary(String tenant, String text) {
            this.tenant = tenant;
            this.text = text;
        }
    }
}
