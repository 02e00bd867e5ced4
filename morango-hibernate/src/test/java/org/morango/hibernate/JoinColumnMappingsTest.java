package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;

/** How collections that the rows of their elements keep may be declared, and what is refused. */
class JoinColumnMappingsTest {
    private static final TestDatabase MEMORY = () -> "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @MappedSuperclass
    abstract static class Base {
        @Id
        @GeneratedValue
        Long id;

        @Column(unique = true)
        String code;
    }

    private static void assertRefused(
            String entity, String attribute, String reason, String remedy, Class<?>... entities) {
        SyncableModelsTest.assertRefused(entity, attribute, reason, remedy, entities);
    }

    @Entity
    @Syncable(profile = "p", model = "part")
    static class Part extends Base {}

    @Entity
    static class Local extends Base {}

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Ordered extends Base {
        @OneToMany
        @JoinColumn
        @OrderColumn
        List<Part> parts;
    }

    @Test
    void orderInAColumnIsRefused() {
        assertRefused("Ordered", "parts", "the same", "@OrderBy", Ordered.class, Part.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Keyed extends Base {
        @OneToMany
        @JoinColumn
        @MapKeyColumn
        Map<String, Part> parts;
    }

    @Test
    void keysInAColumnAreRefused() {
        assertRefused("Keyed", "parts", "the same", "@MapKey", Keyed.class, Part.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ByCode extends Base {
        @OneToMany
        @JoinColumn(referencedColumnName = "code")
        List<Part> parts;
    }

    @Test
    void referencesByOtherColumnsAreRefused() {
        assertRefused("ByCode", "parts", "something else than ids", "referencedColumnName", ByCode.class, Part.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class OfLocals extends Base {
        @OneToMany
        @JoinColumn
        List<Local> locals;
    }

    @Test
    void elementsThatAreNotSyncedAreRefused() {
        assertRefused("OfLocals", "locals", "Local, which is not synced", "@NotSynced", OfLocals.class, Local.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Twofold extends Base {
        @OneToMany
        @JoinColumn(name = "first_id")
        List<Part> first;

        @OneToMany
        @JoinColumn(name = "second_id")
        List<Part> second;
    }

    @Test
    void collectionsOfTheSameElementsNeedNames() {
        assertRefused("Part", "twofold", "Twofold.second", "@SyncName", Twofold.class, Part.class);
    }

    @Entity
    @Syncable(profile = "p", model = "child")
    static class Numbered extends Base {
        @Column(name = "parent_id")
        Long parent;
    }

    @Entity
    @Syncable(profile = "p", model = "parent")
    static class OfNumbered extends Base {
        @OneToMany
        @JoinColumn(name = "parent_id")
        List<Numbered> children;
    }

    @Test
    void plainValueInTheSameColumnIsRefused() {
        assertRefused("Numbered", "parent", "OfNumbered.children", "@SyncReference", Numbered.class, OfNumbered.class);
    }

    @Entity(name = "Maker")
    @Syncable(profile = "p", model = "maker")
    static class Maker extends Base {
        @OneToMany
        @JoinColumn(name = "maker_id")
        List<Product> products = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "repairer_id")
        List<Product> repaired = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "critic_id")
        @NotSynced
        Set<Product> criticized;
    }

    /** An entity that maps the columns of collections itself, and writes them too. */
    @Entity(name = "Product")
    @Syncable(profile = "p", model = "product")
    static class Product extends Base {
        @ManyToOne
        @JoinColumn(name = "maker_id")
        Maker maker;

        @SyncReference(Maker.class)
        @Column(name = "repairer_id")
        Long repairer;
    }

    @Test
    void attributesOfTheSameColumnsAreTheReferences() {
        try (SmallPeer here = SmallPeer.on(MEMORY, Maker.class, Product.class);
                SmallPeer there = SmallPeer.on(MEMORY, Maker.class, Product.class)) {
            here.run(session -> {
                Maker maker = new Maker();
                Product product = new Product();
                maker.products.add(product);
                maker.repaired.add(product);
                maker.criticized = Set.of(product);
                session.persist(product);
                session.persist(maker);
            });
            here.serialize();
            here.sync(there);
            assertThat(there.reasons()).isEmpty();
            there.run(session -> {
                Maker maker =
                        session.createSelectionQuery("from Maker", Maker.class).getSingleResult();
                assertThat(maker.products).hasSize(1);
                assertThat(maker.repaired).containsExactlyElementsOf(maker.products);
                assertThat(maker.criticized).isEmpty();
            });
            assertThat(here.store("product"))
                    .allMatch(row -> row.serialized().contains("\"maker_id\":\"")
                            && row.serialized().contains("\"repairer\":\"")
                            && !row.serialized().contains("critic"));
        }
    }
}
