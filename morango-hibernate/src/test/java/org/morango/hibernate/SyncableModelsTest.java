package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.Currency;
import java.util.List;
import org.hibernate.annotations.Immutable;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.morango.MorangoException;

/** What cannot be synced is refused when the application starts, with the remedy. */
class SyncableModelsTest {
    /** A base for the shortest of entities. */
    @jakarta.persistence.MappedSuperclass
    abstract static class Base extends SyncableEntity {
        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity
    @Syncable(profile = "", model = "m")
    static class NoProfile extends Base {}

    @Test
    void missingProfileIsRefused() {
        assertRefused("NoProfile", null, "no usable profile", "give it one", NoProfile.class);
    }

    @Entity
    @Syncable(profile = "p", model = " ")
    static class NoModel extends Base {}

    @Test
    void missingModelNameIsRefused() {
        assertRefused("NoModel", null, "no usable model", "give it one", NoModel.class);
    }

    @Entity
    @Syncable(profile = "p", model = "a model name that is longer than forty characters")
    static class LongModel extends Base {}

    @Test
    void longModelNameIsRefused() {
        assertRefused("LongModel", null, "no usable model", "1 to 40 characters", LongModel.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class NoBase {
        @Id
        String id;
    }

    @Test
    void annotationWithoutTheBaseClassIsRefused() {
        assertRefused("NoBase", null, "does not extend SyncableEntity", "extend", NoBase.class);
    }

    @Entity
    static class NoAnnotation extends Base {}

    @Test
    void baseClassWithoutTheAnnotationIsRefused() {
        assertRefused("NoAnnotation", null, "not marked @Syncable", "mark it", NoAnnotation.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class First extends Base {}

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Second extends Base {}

    @Test
    void modelNameUsedTwiceIsRefused() {
        assertRefused("Second", null, "First", "unique", First.class, Second.class);
    }

    @Entity
    @Syncable(profile = "p", model = "left")
    static class Left extends Base {
        @ManyToOne
        Right right;
    }

    @Entity
    @Syncable(profile = "p", model = "right")
    static class Right extends Base {
        @ManyToOne
        Left left;
    }

    @Test
    void circleOfReferencesIsRefused() {
        assertRefused("Left", null, "Left → Right → Left", "plain id", Left.class, Right.class);
    }

    @Entity
    static class Local {
        @Id
        String id;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class RefersToLocal extends Base {
        @ManyToOne
        Local local;
    }

    @Test
    void referenceToAnEntityThatIsNotSyncedIsRefused() {
        assertRefused(
                "RefersToLocal",
                "local",
                "Local, which is not synced",
                "plain value",
                RefersToLocal.class,
                Local.class);
    }

    @Entity
    @Syncable(profile = "q", model = "m")
    static class RefersToOtherProfile extends Base {
        @ManyToOne
        First first;
    }

    @Test
    void referenceToAnotherProfileIsRefused() {
        assertRefused(
                "RefersToOtherProfile", "first", "profile p", "plain value", RefersToOtherProfile.class, First.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithCollection extends Base {
        @ElementCollection
        List<String> tags;
    }

    @Test
    void elementCollectionIsRefused() {
        assertRefused("WithCollection", "tags", "collection", "an entity of its own", WithCollection.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithOwnedCollection extends Base {
        @OneToMany
        List<First> firsts;
    }

    @Test
    void collectionWithoutAnInverseIsRefused() {
        assertRefused(
                "WithOwnedCollection",
                "firsts",
                "collection",
                "an entity of its own",
                WithOwnedCollection.class,
                First.class);
    }

    /** Two values in one attribute. */
    @Embeddable
    static class Address {
        String street;
        String town;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithEmbedded extends Base {
        Address address;
    }

    @Test
    void embeddedValueIsRefused() {
        assertRefused("WithEmbedded", "address", "embedded value", "plain values", WithEmbedded.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithCurrency extends Base {
        Currency currency;
    }

    @Test
    void typeWithoutAFormInJsonIsRefused() {
        assertRefused("WithCurrency", "currency", "java.util.Currency", "AttributeConverter", WithCurrency.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class TwoParents extends Base {
        @ManyToOne
        TwoParents mother;

        @ManyToOne
        TwoParents father;
    }

    @Test
    void secondReferenceToItselfIsRefused() {
        assertRefused("TwoParents", "mother", "father", "plain id", TwoParents.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class RequiredParent extends Base {
        @ManyToOne(optional = false)
        RequiredParent parent;
    }

    @Test
    void requiredReferenceToItselfIsRefused() {
        assertRefused("RequiredParent", "parent", "required", "make it optional", RequiredParent.class);
    }

    @Entity
    @Syncable(profile = "p", model = "first")
    static class Other extends Base {}

    @Entity
    @Syncable(profile = "p", model = "clash")
    static class Clash extends Base {
        @ManyToOne
        Other other;

        String otherId;
    }

    @Test
    void clashOfNamesInJsonIsRefused() {
        assertRefused("Clash", "otherId", "other_id", "rename", Clash.class, Other.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class Parent extends Base {}

    @Entity
    @Syncable(profile = "p", model = "child")
    static class Child extends Parent {}

    @Test
    void inheritanceOfEntitiesIsRefused() {
        assertRefused("Child", null, "inheritance", "@MappedSuperclass", Parent.class, Child.class);
    }

    @Entity
    @Immutable
    @Syncable(profile = "p", model = "m")
    static class Frozen extends Base {}

    @Test
    void immutableEntityIsRefused() {
        assertRefused("Frozen", null, "@Immutable", "updatable = false", Frozen.class);
    }

    private static void assertRefused(
            String entity, String attribute, String reason, String remedy, Class<?>... entities) {
        Configuration configuration = new Configuration()
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + entity)
                .setProperty("hibernate.hbm2ddl.auto", "none");
        for (Class<?> type : entities) {
            configuration.addAnnotatedClass(type);
        }
        Throwable refusal = catchThrowable(configuration::buildSessionFactory);
        assertThat(refusal).isInstanceOf(MorangoException.class);
        assertThat(refusal.getMessage())
                .startsWith("Entity " + SyncableModelsTest.class.getName() + "$" + entity)
                .contains(reason)
                .contains(remedy)
                .endsWith(".")
                .doesNotContain("\n");
        if (attribute != null) {
            assertThat(refusal.getMessage()).contains(", attribute " + attribute + ",");
        }
    }
}
