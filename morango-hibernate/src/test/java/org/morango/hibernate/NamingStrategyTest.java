package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.NamingStrategy;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.Filter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NamingStrategyTest {
    public static class Upper implements NamingStrategy {
        @Override
        public String name(Class<?> type, String attribute) {
            return type.getSimpleName().charAt(0) + "." + attribute.toUpperCase(Locale.ROOT);
        }
    }

    public static class Blank implements NamingStrategy {
        @Override
        public String name(Class<?> type, String attribute) {
            return " ";
        }
    }

    @Embeddable
    static class Size {
        int inCm = 3;
    }

    @Entity
    @Syncable(profile = "p", model = "thing")
    static class Thing extends SyncableEntity {
        String shownName = "n";

        @SyncName("own")
        String named = "o";

        @Embedded
        Size size = new Size();

        @ManyToOne
        Thing partOf;

        @Override
        protected String partition() {
            return "p";
        }
    }

    private static SessionFactory factory(Object strategy) {
        Configuration configuration = new Configuration()
                .addAnnotatedClass(Thing.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1")
                .setProperty("hibernate.hbm2ddl.auto", "create-drop");
        configuration.getProperties().put(NamingStrategy.SETTING, strategy);
        return configuration.buildSessionFactory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void strategyNamesWhatHasNoNameOfItsOwn(boolean byName) {
        try (SessionFactory factory = factory(byName ? Upper.class.getName() : new Upper())) {
            Thing thing = new Thing();
            factory.inTransaction(session -> session.persist(thing));
            new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom())
                    .serialize("p", Filter.EVERYTHING);
            JsonNode content = JsonMapper.shared()
                    .readTree(factory.fromTransaction(s -> s.find(StoreRow.class, thing.getId()))
                            .serialized());
            assertThat(content.propertyNames())
                    .contains("T.SHOWNNAME", "own", "T.SIZE_S.INCM", "T.PARTOF_id")
                    .doesNotContain("shown_name");
        }
    }

    @Test
    void emptyNameIsRefused() {
        assertThatThrownBy(() -> factory(new Blank()))
                .hasStackTraceContaining("Thing")
                .hasStackTraceContaining("naming strategy");
    }
}
