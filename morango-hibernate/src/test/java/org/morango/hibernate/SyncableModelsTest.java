package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapsId;
import jakarta.persistence.OneToOne;
import java.util.List;
import java.util.Map;
import org.hibernate.annotations.Any;
import org.hibernate.annotations.AnyDiscriminator;
import org.hibernate.annotations.AnyKeyJavaClass;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.SyncFormat;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.mapping.TextFormat;

/** Mappings that cannot be synced are refused when the application starts, with the remedy. */
class SyncableModelsTest {
    /** Base of the shortest entities. */
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
    void assignedTextAsKeyIsRefusedUntilItsMeaningIsSaid() {
        assertRefused("NoBase", null, "an assigned String", "identity = KEY", NoBase.class);
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
        @ManyToOne(optional = false)
        Right right;
    }

    @Entity
    @Syncable(profile = "p", model = "right")
    static class Right extends Base {
        @ManyToOne(optional = false)
        Left left;
    }

    @Test
    void circleOfRequiredReferencesIsRefused() {
        assertRefused("Left", null, "Left → Right → Left", "make one of them optional", Left.class, Right.class);
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
                "@SyncReference(by",
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
    static class WithLocals extends Base {
        @ManyToMany
        List<Local> locals;
    }

    @Test
    void collectionOfEntitiesThatAreNotSyncedIsRefused() {
        assertRefused(
                "WithLocals", "locals", "Local, which is not synced", "@NotSynced", WithLocals.class, Local.class);
    }

    /** An embeddable with a reference among other values. */
    @Embeddable
    static class Entry {
        String text;

        @ManyToOne
        First first;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithReferenceInAnElement extends Base {
        @ElementCollection
        List<Entry> entries;
    }

    @Test
    void referenceInAnElementIsRefused() {
        assertRefused(
                "WithReferenceInAnElement",
                "entries.first",
                "reference inside",
                "an entity of its own",
                WithReferenceInAnElement.class,
                First.class);
    }

    /** An embeddable with a collection among other values. */
    @Embeddable
    static class Box {
        String name;

        @ElementCollection
        List<String> things;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithCollectionInside extends Base {
        Box box;
    }

    @Test
    void collectionInAnEmbeddedValueIsRefused() {
        assertRefused("WithCollectionInside", "box.things", "collection inside", "move it", WithCollectionInside.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithEntityKeys extends Base {
        @ElementCollection
        Map<First, String> texts;
    }

    @Test
    void mapWithEntitiesAsKeysIsRefused() {
        assertRefused("WithEntityKeys", "texts", "keys have no form", "plain type", WithEntityKeys.class, First.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithAny extends Base {
        @Any
        @AnyDiscriminator
        @AnyKeyJavaClass(String.class)
        @JoinColumn(name = "any_id")
        Object any;
    }

    @Test
    void referenceToAnyEntityIsRefused() {
        assertRefused("WithAny", "any", "any kind of entity", "plain values", WithAny.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithClob extends Base {
        java.sql.Clob clob;
    }

    @Test
    void typeWithoutAFormInJsonIsRefused() {
        assertRefused("WithClob", "clob", "java.sql.Clob", "AttributeConverter", WithClob.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithSerialized extends Base {
        StringBuilder builder;
    }

    @Test
    void valueThatIsOnlySerializableIsRefused() {
        assertRefused("WithSerialized", "builder", "StringBuilder", "@SyncFormat", WithSerialized.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithOtherColumn extends Base {
        @ManyToOne
        @JoinColumn(referencedColumnName = "code")
        WithCode first;
    }

    @Entity
    @Syncable(profile = "p", model = "code")
    static class WithCode extends Base {
        @Column(unique = true)
        String code;
    }

    @Test
    void referenceByAnotherColumnIsRefused() {
        assertRefused(
                "WithOtherColumn",
                "first",
                "something else than a column",
                "@JoinColumn",
                WithOtherColumn.class,
                WithCode.class);
    }

    @Entity
    @SoftDelete
    @Syncable(profile = "p", model = "m")
    static class Soft extends Base {}

    @Test
    void softDeletionIsRefused() {
        assertRefused("Soft", null, "@SoftDelete", "delete for good", Soft.class);
    }

    @Entity
    @SQLRestriction("1 = 1")
    @Syncable(profile = "p", model = "m")
    static class Restricted extends Base {}

    @Test
    void hiddenRowsAreRefused() {
        assertRefused("Restricted", null, "@SQLRestriction", "select by an attribute", Restricted.class);
    }

    @Entity
    @IdClass(OtherId.Key.class)
    @Syncable(profile = "p", model = "m")
    static class OtherId extends Base {
        @Id
        int number;

        record Key(String id, int number) implements java.io.Serializable {}
    }

    @Test
    void compositeIdIsRefused() {
        assertRefused("OtherId", null, "its id", "leave out @Id", OtherId.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class FirstsId extends Base {
        @OneToOne
        @MapsId
        First first;
    }

    @Test
    void idOfAnotherEntityIsRefused() {
        assertRefused("FirstsId", null, "its id", "@MapsId", FirstsId.class, First.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class EmptyName extends Base {
        @SyncName(" ")
        String text;
    }

    @Test
    void emptyNameIsRefused() {
        assertRefused("EmptyName", "text", "@SyncName is empty", "give it a name", EmptyName.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ReservedName extends Base {
        @SyncName("id")
        String text;
    }

    @Test
    void nameOfTheLibrarysOwnIsRefused() {
        assertRefused("ReservedName", "text", "that of the record", "@SyncName", ReservedName.class);
    }

    /** A format that cannot be instantiated. */
    static final class NoFormat implements TextFormat<String> {
        NoFormat(String parameter) {}

        @Override
        public String format(String value) {
            return value;
        }

        @Override
        public String parse(String text) {
            return text;
        }
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithNoFormat extends Base {
        @SyncFormat(NoFormat.class)
        String text;
    }

    @Test
    void formatThatCannotBeMadeIsRefused() {
        assertRefused("WithNoFormat", "text", "@SyncFormat cannot be made", "a constructor", WithNoFormat.class);
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
    static class Parent extends Base {}

    @Entity
    @Syncable(profile = "p", model = "child")
    static class Child extends Parent {}

    @Test
    void concreteBaseThatIsNoModelIsRefused() {
        assertRefused("Parent", null, "not marked @Syncable", "abstract", Parent.class, Child.class);
    }

    static void assertRefused(String entity, String attribute, String reason, String remedy, Class<?>... entities) {
        Configuration configuration = new Configuration()
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + entity)
                .setProperty("hibernate.hbm2ddl.auto", "none");
        for (Class<?> type : entities) {
            configuration.addAnnotatedClass(type);
        }
        Throwable refusal = catchThrowable(configuration::buildSessionFactory);
        assertThat(refusal).isInstanceOf(MorangoException.class);
        assertThat(refusal.getMessage())
                .startsWith("Entity " + entities[0].getNestHost().getName() + "$" + entity)
                .contains(reason)
                .contains(remedy)
                .endsWith(".")
                .doesNotContain("\n");
        if (attribute != null) {
            assertThat(refusal.getMessage()).contains(", attribute " + attribute + ",");
        }
    }
}
