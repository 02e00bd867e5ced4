package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.OnDelete;
import org.hibernate.annotations.OnDeleteAction;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.conflict.EntityMerge;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.mapping.Identity;
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
    static class Emptied extends Base {
        @OneToMany
        @JoinColumn
        @OnDelete(action = OnDeleteAction.SET_NULL)
        List<Part> parts;
    }

    @Test
    void elementsThatTheDatabaseChangesAreRefused() {
        assertRefused("Emptied", "parts", "records of their own", "leave it out", Emptied.class, Part.class);
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

    @Entity(name = "Bill")
    @IdClass(BillKey.class)
    @Syncable(profile = "p", model = "bill", identity = Identity.KEY)
    static class Bill {
        @Id
        int year;

        @Id
        String number;

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "bill_number", referencedColumnName = "number", nullable = false)
        @JoinColumn(name = "bill_year", referencedColumnName = "year_", nullable = false)
        List<Position> positions = new ArrayList<>();

        protected Bill() {}

        Bill(int year, String number) {
            this.year = year;
            this.number = number;
        }
    }

    static class BillKey implements Serializable {
        private static final long serialVersionUID = 1L;

        @Column(name = "year_")
        int year;

        String number;

        @Override
        public boolean equals(Object other) {
            return other instanceof BillKey key && year == key.year && number.equals(key.number);
        }

        @Override
        public int hashCode() {
            return year + number.hashCode();
        }
    }

    /** Elements that are the same at every peer if they have the same place in the same collection. */
    @Entity(name = "Position")
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"bill_year", "bill_number", "place"}))
    @Syncable(
            profile = "p",
            model = "position",
            identity = Identity.NATURAL,
            natural = {"bill", "place"})
    static class Position {
        @Id
        @GeneratedValue
        Long id;

        int place;
        String text;
        String remark;

        protected Position() {}

        Position(int place, String text) {
            this.place = place;
            this.text = text;
        }
    }

    private static List<String> positions(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select b.number || ' ' || p.place || ' ' || p.text || ' ' || coalesce(p.remark, '-')"
                                + " from Bill b join b.positions p order by b.number, p.place",
                        String.class)
                .getResultList());
    }

    @Test
    void ownersOfSeveralColumnsAreIdentities() {
        try (SmallPeer here = SmallPeer.on(MEMORY, Bill.class, Position.class);
                SmallPeer there = SmallPeer.on(MEMORY, Bill.class, Position.class)) {
            there.restart(new Hooks(
                    Map.of(),
                    Map.of(),
                    Map.of(
                            Position.class,
                            model -> new EntityMerge<>(model, Position.class, (ours, theirs, context) -> {
                                ours.remark = theirs.text;
                                return ours;
                            })),
                    List.of(),
                    List.of()));
            there.run(session -> {
                session.persist(new Bill(2024, "0"));
                Bill bill = new Bill(2025, "A");
                bill.positions.add(new Position(3, "c"));
                bill.positions.add(new Position(1, "ours"));
                session.persist(bill);
            });
            here.run(session -> {
                Bill bill = new Bill(2025, "A");
                bill.positions.add(new Position(1, "theirs"));
                bill.positions.add(new Position(2, "b"));
                session.persist(bill);
            });
            there.serialize();
            here.serialize();
            here.sync(there);
            assertThat(there.reasons()).isEmpty();
            assertThat(positions(there)).containsExactly("A 1 ours theirs", "A 2 b -", "A 3 c -");
            there.serialize();
            there.sync(here);
            assertThat(here.reasons()).isEmpty();
            assertThat(positions(here)).isEqualTo(positions(there));
            assertThat(here.replica().rescan(SmallPeer.PROFILE).changed()).isZero();
        }
    }

    @Entity(name = "Crate")
    @Syncable(profile = "p", model = "crate")
    static class Crate extends Base {
        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "crate_id")
        List<Bottle> bottles = new ArrayList<>();

        @OneToMany(cascade = CascadeType.ALL)
        @JoinColumn(name = "crate_id", nullable = false)
        List<Seal> seals = new ArrayList<>();
    }

    @Entity(name = "Bottle")
    @Syncable(profile = "p", model = "bottle")
    static class Bottle extends Base {}

    @Entity(name = "Seal")
    @Syncable(profile = "p", model = "seal")
    static class Seal extends Base {}

    private static List<Long> sizes(SmallPeer peer) {
        return List.of("bottles", "seals").stream()
                .map(elements -> peer.get(session -> session.createSelectionQuery(
                                "select count(*) from Crate c join c." + elements, Long.class)
                        .getSingleResult()))
                .toList();
    }

    /** Many rows may be inserted in another way than single ones. */
    @Test
    void manyElementsArrive() {
        try (SmallPeer here = SmallPeer.on(MEMORY, Crate.class, Bottle.class, Seal.class);
                SmallPeer there = SmallPeer.on(MEMORY, Crate.class, Bottle.class, Seal.class)) {
            here.run(session -> {
                Crate crate = new Crate();
                for (int i = 0; i < 100; i++) {
                    crate.bottles.add(new Bottle());
                    crate.seals.add(new Seal());
                }
                session.persist(crate);
            });
            here.serialize();
            here.sync(there);
            assertThat(there.reasons()).isEmpty();
            assertThat(sizes(there)).containsExactly(100L, 100L);
        }
    }
}
