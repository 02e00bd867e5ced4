package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.morango.hibernate.SyncableModelsTest.assertRefused;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.SecondaryTable;
import java.time.Instant;
import java.util.List;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.CurrentTimestamp;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.SourceType;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.generator.EventType;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;

/** Values that no sync could write as they were received are refused when the application starts. */
class RefusedColumnsTest {
    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithTimestamp extends SyncableModelsTest.Base {
        @CreationTimestamp
        Instant created;
    }

    @Test
    void generatedValueIsRefused() {
        assertRefused("WithTimestamp", "created", "generated", "@NotSynced", WithTimestamp.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithTimestampInside extends SyncableModelsTest.Base {
        @Embeddable
        static class Made {
            String by;

            @UpdateTimestamp
            Instant changed;
        }

        @Embedded
        Made made;
    }

    @Test
    void generatedValueInAnEmbeddedOneIsRefused() {
        assertRefused("WithTimestampInside", "made.changed", "generated", "@NotSynced", WithTimestampInside.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithDatabaseTime extends SyncableModelsTest.Base {
        @CurrentTimestamp(source = SourceType.DB)
        Instant changed;
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithTrigger extends SyncableModelsTest.Base {
        @Generated(event = EventType.UPDATE)
        String code;
    }

    @Test
    void valueThatTheDatabaseGeneratesIsRefused() {
        assertRefused("WithDatabaseTime", "changed", "generated", "@NotSynced", WithDatabaseTime.class);
        assertRefused("WithTrigger", "code", "generated", "@NotSynced", WithTrigger.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class ByItsOwnTable extends SyncableModelsTest.Base {
        @ManyToOne
        @JoinTable(name = "by_its_own_table_target")
        ByItsOwnTable target;
    }

    @Test
    void referenceInATableOfItsOwnIsRefused() {
        assertRefused("ByItsOwnTable", "target", "a table of its own", "@JoinColumn", ByItsOwnTable.class);
    }

    @Entity
    @SecondaryTable(name = "optional_more")
    @Syncable(profile = "p", model = "m")
    static class FixedElsewhere extends SyncableModelsTest.Base {
        @Column(table = "optional_more", updatable = false)
        String value;
    }

    @Test
    void fixedColumnInAnOptionalTableIsRefused() {
        assertRefused("FixedElsewhere", "value", "need not have a row", "updatable = false", FixedElsewhere.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class FixedInElements extends SyncableModelsTest.Base {
        @Embeddable
        static class Line {
            @Column(insertable = false)
            String text;
        }

        @ElementCollection
        List<Line> lines;
    }

    @Test
    void elementWithAColumnThatIsNotInsertedIsRefused() {
        assertRefused("FixedInElements", "lines.text", "with the whole", "insertable = false", FixedInElements.class);
    }

    @Entity
    @Syncable(profile = "p", model = "m")
    static class WithLocalTimestamps extends SyncableModelsTest.Base {
        @Embeddable
        static class Place {
            String town;

            @NotSynced
            @UpdateTimestamp
            Instant changed;
        }

        @NotSynced
        @CreationTimestamp
        Instant a;

        @Embedded
        Place place;
    }

    @Test
    void generatedValueThatStaysHereIsAccepted() {
        try (SessionFactory factory = new Configuration()
                .addAnnotatedClass(WithLocalTimestamps.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:")
                .buildSessionFactory()) {
            assertThat(SyncableModels.of((SessionFactoryImplementor) factory)
                            .all()
                            .get(0)
                            .members())
                    .extracting(member -> member.name())
                    .containsExactly("place_town");
        }
    }
}
