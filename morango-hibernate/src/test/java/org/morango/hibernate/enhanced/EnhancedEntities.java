package org.morango.hibernate.enhanced;

import jakarta.persistence.Basic;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Lob;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.LazyGroup;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Changing;

/**
 * Entities whose classes a test enhances before they are loaded, as Hibernate's plugins do in an application's build.
 */
public final class EnhancedEntities {
    private EnhancedEntities() {}

    /** Base of all these entities. */
    @MappedSuperclass
    public abstract static class Base extends SyncableEntity implements Changing {
        private String text = "old";

        @NotSynced
        private String remark = "old";

        @Override
        public void change(String what) {
            switch (what) {
                case "text" -> text = "new";
                case "remark" -> remark = "new";
                default -> throw new IllegalArgumentException(what);
            }
        }

        @Override
        public String show() {
            return text + remark;
        }

        @Override
        protected String partition() {
            return "p";
        }
    }

    /** An embedded value that is changed in place. */
    @Embeddable
    public static class Place {
        private String street = "old";

        void move(String to) {
            street = to;
        }
    }

    /** An entity with everything that may change apart from plain values. */
    @Entity(name = "Note")
    @Syncable(profile = "p", model = "note")
    public static class Note extends Base {
        @ElementCollection
        private Set<String> tags = new TreeSet<>();

        @Embedded
        private Place place = new Place();

        @ManyToOne(fetch = FetchType.LAZY)
        private @Nullable Note parent;

        @OneToMany(mappedBy = "parent")
        private List<Note> children = new ArrayList<>();

        @Override
        public void change(String what) {
            switch (what) {
                case "tags" -> tags.add("new");
                case "street" -> place.move("new");
                case "parent" -> parent = this;
                default -> super.change(what);
            }
        }
    }

    /** An entity that writes only changed columns. */
    @Entity(name = "Dynamic")
    @DynamicUpdate
    @Syncable(profile = "p", model = "dynamic")
    public static class Dynamic extends Base {
        @ElementCollection
        private Set<String> tags = new TreeSet<>();

        @Embedded
        private Place place = new Place();

        @Version
        private int version;

        @Override
        public void change(String what) {
            switch (what) {
                case "tags" -> tags.add("new");
                case "street" -> place.move("new");
                default -> super.change(what);
            }
        }
    }

    /** An entity that loads a long text on demand. */
    @Entity(name = "Lazy")
    @Syncable(profile = "p", model = "lazy")
    public static class Lazy extends Base {
        @Lob
        @Basic(fetch = FetchType.LAZY)
        private String body = "old";

        @Override
        public void change(String what) {
            switch (what) {
                case "body" -> body = "new";
                default -> super.change(what);
            }
        }
    }

    /** An entity that loads its texts in groups. */
    @Entity(name = "Groups")
    @Syncable(profile = "p", model = "groups")
    public static class Groups extends Base {
        @Basic(fetch = FetchType.LAZY)
        @LazyGroup("b")
        private String body = "old";

        @Basic(fetch = FetchType.LAZY)
        private @Nullable String summary;

        @ElementCollection
        @LazyGroup("c")
        private Set<String> tags = new TreeSet<>();

        @Override
        public void change(String what) {
            switch (what) {
                case "body" -> body = "new";
                case "summary" -> summary = "new";
                case "tags" -> tags.add("new");
                default -> super.change(what);
            }
        }
    }
}
