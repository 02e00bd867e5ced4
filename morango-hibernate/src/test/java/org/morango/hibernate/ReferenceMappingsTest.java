package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Clerk;
import org.morango.hibernate.clinic.Invoice;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;
import org.morango.record.Filter;

/** How references that some peers cannot follow may be declared, and what is refused. */
class ReferenceMappingsTest {
    @MappedSuperclass
    abstract static class Base {
        @Id
        @GeneratedValue
        Long id;
    }

    /** An entity that is not synced. */
    @Entity
    static class User {
        @Id
        @GeneratedValue
        Long id;

        @Column(unique = true)
        String login;

        @Column(unique = true)
        BigInteger number;

        String nickname;
    }

    private static void assertRefused(
            String entity, String attribute, String reason, String remedy, Class<?>... entities) {
        SyncableModelsTest.assertRefused(entity, attribute, reason, remedy, entities);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Unmarked extends Base {
        @ManyToOne
        User user;
    }

    @Test
    void choicesAreNamed() {
        assertRefused("Unmarked", "user", "User, which is not synced", "@NotSynced", Unmarked.class, User.class);
        assertRefused("Unmarked", "user", "User, which is not synced", "(by = …)", Unmarked.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ByNickname extends Base {
        @ManyToOne
        @SyncReference(by = "nickname")
        User user;
    }

    @Test
    void attributeThatIsNotUnique() {
        assertRefused("ByNickname", "user", "User.nickname", "unique constraint", ByNickname.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ByNothing extends Base {
        @ManyToOne
        @SyncReference(by = "name")
        User user;
    }

    @Test
    void attributeThatIsNotThere() {
        assertRefused("ByNothing", "user", "User.name", "name such an attribute", ByNothing.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ByNumber extends Base {
        @ManyToOne
        @SyncReference(by = "number")
        User user;
    }

    @Test
    void attributeOfAnotherType() {
        assertRefused("ByNumber", "user", "User.number", "name such an attribute", ByNumber.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Required extends Base {
        @ManyToOne(optional = false)
        @SyncReference(by = "login", orNull = true)
        User user;
    }

    @Test
    void requiredReferenceThatMayBeNull() {
        assertRefused("Required", "user", "it is required", "make it optional", Required.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Twice extends Base {
        @ManyToOne
        @SyncReference(value = User.class, by = "login")
        User user;
    }

    @Test
    void entityThatIsNamedTwice() {
        assertRefused("Twice", "user", "a reference to an entity already", "leave out", Twice.class, User.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Many extends Base {
        @ManyToMany
        @SyncReference(by = "login")
        List<User> users;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Keys extends Base {
        @ElementCollection
        @SyncReference(value = Keys.class, orNull = true)
        List<Long> keys;
    }

    @Test
    void collections() {
        assertRefused("Many", "users", "synced entities only", "leave out", Many.class, User.class);
        assertRefused("Keys", "keys", "synced entities only", "leave out", Keys.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Local extends Base {
        @NotSynced
        @ManyToOne
        User user;
    }

    private static Morango ascribing(EntityManagerFactory entityManagerFactory, Clerk importer) {
        Morango morango = Morango.builder(entityManagerFactory)
                .initialValue(Invoice.class, "enteredBy", members -> importer.id)
                .build();
        return morango;
    }

    @Test
    void initialValueOfASyncedAttribute() {
        try (Application application =
                new Application(Map.of(), Invoice.class, Clerk.class, Patient.class, Allergy.class)) {
            assertThat(ascribing(application.factory, new Clerk("robot"))).isNotNull();
            assertThatThrownBy(() -> Morango.builder(application.factory)
                            .initialValue(Invoice.class, "subject", members -> "none")
                            .build())
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("Attribute subject of entity " + Invoice.class.getName())
                    .hasMessageContaining("not a single value with @NotSynced");
        }
    }

    @Test
    void initialValueThatDoesNotFit() {
        try (SmallPeer here = new SmallPeer(Local.class, User.class);
                SmallPeer there = new SmallPeer(Local.class, User.class)) {
            here.clear(1);
            there.clear(1);
            here.run(session -> session.persist(new Local()));
            there.restart(hooks(5));
            assertThat(here.sync(there).failed()).isEqualTo(1);
            assertThat(there.reasons())
                    .singleElement()
                    .asString()
                    .contains("initial value of attribute user is of class java.lang.Integer", "java.lang.Long");
            there.restart(hooks(null));
            assertThat(there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING))
                    .matches(result -> result.written() == 1);
        }
    }

    private static Hooks hooks(Object value) {
        return new Hooks(
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                Map.of(Local.class, Map.of("user", members -> value)),
                tenant -> null);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Strict extends Base {
        @ManyToOne(optional = false)
        @SyncReference(by = "login")
        User user;
    }

    @Test
    void requiredRowWithoutAValueHoldsBackWhatRefersToIt() {
        try (SmallPeer here = new SmallPeer(Strict.class, User.class)) {
            here.clear(1);
            User user = new User();
            Strict strict = new Strict();
            strict.user = user;
            here.run(session -> {
                session.persist(user);
                session.persist(strict);
            });
            here.serialize();
            assertThat(here.held())
                    .singleElement()
                    .satisfies(held -> assertThat(held.reason()).contains("User 1, which has no login"));
            here.run(session -> session.find(User.class, user.id).login = "ada");
            here.replica().rescan(SmallPeer.PROFILE);
            here.serialize();
            assertThat(here.held()).isEmpty();
            assertThat(here.store().get(0).serialized()).contains("\"user_login\":\"ada\"");
        }
    }

    @Entity
    @Syncable(profile = "p", model = "code")
    static class Code extends Base {}

    @Embeddable
    static class Inside {
        @ManyToOne
        @JoinTable(name = "inside_code")
        Code code;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithJoinTableInside extends Base {
        @Embedded
        Inside inside;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithJoinTableOfTwo extends Base {
        @ManyToOne
        @JoinTable(name = "two_keys")
        TwoKeys two;
    }

    record TwoKeysId(UUID a, UUID b) {}

    @Entity
    @IdClass(TwoKeysId.class)
    @Syncable(profile = "p", model = "two", identity = Identity.KEY)
    static class TwoKeys {
        @Id
        UUID a;

        @Id
        UUID b;
    }

    @Test
    void referencesByTablesThatAreRefused() {
        assertRefused(
                "WithJoinTableInside",
                "inside.code",
                "table of its own",
                "move it",
                WithJoinTableInside.class,
                Code.class);
        assertRefused(
                "WithJoinTableOfTwo",
                "two",
                "key of several columns",
                "@JoinColumns",
                WithJoinTableOfTwo.class,
                TwoKeys.class);
    }
}
