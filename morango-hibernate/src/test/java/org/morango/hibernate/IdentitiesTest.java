package org.morango.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Identity;
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
    @Syncable(profile = "p", model = "m")
    static class Detail {
        @Id
        Long id;

        @MapsId
        @OneToOne
        Owner owner;
    }

    @Entity
    @Syncable(profile = "p", model = "owner")
    static class Owner {
        @Id
        @GeneratedValue
        Long id;
    }

    @Test
    void keyOfAReferencedEntity() {
        assertRefused("Detail", "@MapsId", "a generated key of its own", Detail.class, Owner.class);
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
