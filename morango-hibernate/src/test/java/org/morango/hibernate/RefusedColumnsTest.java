package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.morango.hibernate.SyncableModelsTest.assertRefused;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import java.time.Instant;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;

/** Values that no sync could write as they were received are refused when the application starts. */
class RefusedColumnsTest {
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
