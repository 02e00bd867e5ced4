package org.morango.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** Identities and partitions that would not be safe are refused when the application starts, with the remedy. */
class IdentitiesTest {
    private static void assertRefused(String entity, String reason, String remedy, Class<?>... entities) {
        SyncableModelsTest.assertRefused(entity, null, reason, remedy, entities);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Assigned {
        @Id
        long number;
    }

    @Test
    void assignedNumber() {
        assertRefused("Assigned", "an assigned Long", "identity = KEY", Assigned.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.LOCAL)
    static class AssignedLocal {
        @Id
        String code;
    }

    @Test
    void assignedKeyThatEachPeerWouldHaveToMake() {
        assertRefused("AssignedLocal", "assigned by the application", "generate the key", AssignedLocal.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.KEY)
    static class Numbered {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;
    }

    @Test
    void keyThatTheDatabaseMakesAndAPeerWouldHaveToKeep() {
        assertRefused("Numbered", "IDENTITY", "use LOCAL", Numbered.class);
    }

    @Entity
    @Syncable(profile = "p", model = "owner")
    static class Owner {
        @Id
        @GeneratedValue
        Long id;
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.KEY)
    static class Detail {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Owner owner;
    }

    @Test
    void keyOfAnotherRowThatAPeerWouldHaveToKeep() {
        assertRefused("Detail", "contains references (owner)", "leave identity out", Detail.class, Owner.class);
    }

    record LineKey(Long owner, int number) {}

    @Entity
    @IdClass(LineKey.class)
    @Syncable(profile = "p", model = "m")
    static class Line {
        @Id
        @ManyToOne
        Owner owner;

        @Id
        int number;
    }

    @Test
    void plainNumberBesideAReferenceInTheKey() {
        assertRefused("Line", "a plain number (number)", "identity = NATURAL", Line.class, Owner.class);
    }

    @Entity
    @IdClass(LineKey.class)
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL, natural = "number")
    static class NamedLine {
        @Id
        @ManyToOne
        Owner owner;

        @Id
        int number;
    }

    @Test
    void naturalAttributesBesideAReferenceInTheKey() {
        assertRefused("NamedLine", "the parts of the key", "leave natural out", NamedLine.class, Owner.class);
    }

    record DayKey(String city, LocalDate day) {}

    @Entity
    @IdClass(DayKey.class)
    @Syncable(profile = "p", model = "m")
    static class Day {
        @Id
        String city;

        @Id
        LocalDate day;
    }

    @Test
    void severalColumnsThatMayMeanSomethingElseElsewhere() {
        assertRefused("Day", "several columns (String, LocalDate)", "identity = KEY", Day.class);
    }

    @Entity
    @IdClass(DayKey.class)
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL)
    static class NaturalDay {
        @Id
        String city;

        @Id
        LocalDate day;
    }

    @Test
    void severalColumnsWithoutAReference() {
        assertRefused("NaturalDay", "no reference among them", "use KEY", NaturalDay.class);
    }

    record HourKey(Long owner, LocalDateTime hour) {}

    @Entity
    @IdClass(HourKey.class)
    @Syncable(profile = "p", model = "m")
    static class Hour {
        @Id
        @ManyToOne
        Owner owner;

        @Id
        LocalDateTime hour;
    }

    @Test
    void columnOfATypeThatDatabasesRound() {
        assertRefused("Hour", "not a whole number", "give the entity such a key", Hour.class, Owner.class);
    }

    @Entity
    static class Stranger {
        @Id
        @GeneratedValue
        Long id;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class OfStranger {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Stranger stranger;
    }

    @Test
    void keyOfARowThatIsNotSynced() {
        assertRefused("OfStranger", "not synced", "make that @Syncable", OfStranger.class, Stranger.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.KEY)
    static class Marked {
        @Id
        @SyncReference(Owner.class)
        Long owner;
    }

    @Test
    void wholeKeyThatIsMarkedAsAReference() {
        assertRefused("Marked", "marked @SyncReference", "@MapsId", Marked.class, Owner.class);
    }

    record SeriesKey(Long owner, Long number) {}

    @Entity
    @IdClass(SeriesKey.class)
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL)
    static class Series {
        @Id
        @ManyToOne
        Owner owner;

        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        Long number;
    }

    @Test
    void generatedPartOfAKeyWithReferences() {
        assertRefused("Series", "is generated", "generate the whole key", Series.class, Owner.class);
    }

    @Embeddable
    record NestedKey(Long owner, int first, int second) {}

    @Embeddable
    record PairKey(Long owner, int first) {}

    @Entity
    @Syncable(profile = "p", model = "pair", identity = Identity.NATURAL)
    static class Pair {
        @EmbeddedId
        PairKey id;

        @MapsId("owner")
        @ManyToOne
        Owner owner;
    }

    /** Both references have the owner, and each has another number. */
    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL)
    static class TwoPairs {
        @EmbeddedId
        NestedKey id;

        @ManyToOne
        @JoinColumn(name = "owner", referencedColumnName = "owner_id", insertable = false, updatable = false)
        @JoinColumn(name = "first", referencedColumnName = "first", insertable = false, updatable = false)
        Pair one;

        @ManyToOne
        @JoinColumn(name = "owner", referencedColumnName = "owner_id", insertable = false, updatable = false)
        @JoinColumn(name = "second", referencedColumnName = "first", insertable = false, updatable = false)
        Pair other;
    }

    @Test
    void referencesThatShareAColumnOfTheKey() {
        assertRefused("TwoPairs", "only some of its columns", "generated key", TwoPairs.class, Pair.class, Owner.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL)
    static class Nameless {
        @Id
        @GeneratedValue
        Long id;
    }

    @Test
    void naturalIdentityOfNoAttributes() {
        assertRefused("Nameless", "names no attributes", "unique together", Nameless.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", identity = Identity.NATURAL, natural = "code")
    static class NotUnique {
        @Id
        @GeneratedValue
        Long id;

        String code;
    }

    @Test
    void naturalIdentityThatTwoRowsMayShare() {
        assertRefused("NotUnique", "not unique", "unique constraint", NotUnique.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", natural = "code")
    static class Unused {
        @Id
        @GeneratedValue
        Long id;

        @Column(unique = true)
        String code;
    }

    @Test
    void naturalAttributesWithoutEffect() {
        assertRefused("Unused", "no effect", "identity = NATURAL", Unused.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", id = RecordIdRule.SOURCE_ID)
    static class OtherRule {
        @Id
        @GeneratedValue
        Long id;
    }

    @Test
    void ruleOfIdsThatNeedsTheBase() {
        assertRefused("OtherRule", "SOURCE_ID", "extend it", OtherRule.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:all")
    static class Twice extends SyncableEntity {
        @Override
        protected String partition() {
            return "p";
        }
    }

    @Test
    void partitionThatIsSaidTwice() {
        assertRefused("Twice", "extends SyncableEntity", "leave those out", Twice.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "patients:${root}")
    static class Rootless {
        @Id
        @GeneratedValue
        Long id;
    }

    @Test
    void partitionThatDoesNotBeginWithTheRoot() {
        assertRefused("Rootless", "cannot be used", "begin with ${root}", Rootless.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:${ward}")
    static class Wardless {
        @Id
        @GeneratedValue
        Long id;
    }

    @Test
    void partitionOfAnAttributeThatIsNotInTheRecord() {
        assertRefused("Wardless", "ward is not a synced attribute", "peers could not compute it", Wardless.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m", partition = "${root}:${parent}")
    static class Child {
        @Id
        @GeneratedValue
        Long id;

        @ManyToOne
        Child parent;
    }

    @Test
    void partitionThatFollowsFromItself() {
        assertRefused("Child", "leads back to it", "leave one of these references out", Child.class);
    }
}
