package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Syncable;

/** The command line knows the triggers that an application needs once that was started, even in vain. */
class TriggersCommandTest {
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";

    @Entity(name = "Book")
    @Syncable(profile = "p", model = "book", capture = Capture.TRIGGERS)
    static class Book {
        @Id
        UUID id;

        String title;
    }

    private SessionFactory open() {
        return new Configuration()
                .addAnnotatedClass(Book.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "update")
                .buildSessionFactory();
    }

    private static void execute(SessionFactory application, String script) {
        application.inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(script);
            }
        }));
    }

    private static long notes(SessionFactory application) {
        return application.fromTransaction(
                session -> session.createSelectionQuery("select count(*) from MorangoOutboxRow", Long.class)
                        .getSingleResult());
    }

    @Test
    void statementsOfTheLastStartArePrinted() {
        try (SessionFactory application = open()) {
            assertThatThrownBy(() -> Morango.on(application))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("morango triggers");

            execute(application, Run.of("triggers", "--db", url).out());
            Morango.on(application);
            execute(application, "insert into Book (id, title) values (random_uuid(), 'Ada')");
            assertThat(notes(application)).isEqualTo(1);

            execute(application, Run.of("triggers", "--drop", "--db", url).out());
            execute(application, "update Book set title = 'Grace'");
            assertThat(notes(application)).isEqualTo(1);
            assertThat(Run.of("triggers", "--json", "--db", url).json().get("statements"))
                    .hasSizeGreaterThan(3);
        }
    }
}
