package org.morango.hibernate;

import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.capture.TriggerSet;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.Triggers;
import org.morango.settings.PeerSettings;

/**
 * The triggers of the entities with {@link org.morango.hibernate.mapping.Capture#TRIGGERS}. They are made from the mapping
 * and need the library's tables. Make them by a migration with {@link #create()}, or by {@link #install()}, before a
 * {@link Morango} is built. May be used by several threads.
 */
public final class CaptureTriggers {
    private final Database database;

    private CaptureTriggers(Database database) {
        this.database = database;
    }

    /**
     * Returns the triggers of a persistence unit.
     *
     * @throws org.morango.common.MorangoException if the library knows no triggers for its database
     */
    public static CaptureTriggers of(EntityManagerFactory factory) {
        SessionFactoryImplementor unwrapped = factory.unwrap(SessionFactoryImplementor.class);
        Triggers.of(unwrapped);
        return new CaptureTriggers(new Database(unwrapped, PeerSettings.defaults()));
    }

    /**
     * Returns the statements that make the triggers, in order and without semicolons at their ends. The first ones drop
     * what the database has of them, also from an earlier mapping.
     *
     * @throws org.morango.common.MorangoException if triggers cannot note the changes of an entity
     */
    public List<String> create() {
        return TriggerSet.of(database).create();
    }

    /** Returns the statements that drop the triggers. Without them, the entities need another capture. */
    public List<String> drop() {
        return TriggerSet.of(database).drop();
    }

    /** Executes {@link #create()}. */
    public void install() {
        execute(create());
    }

    /** Executes {@link #drop()}. */
    public void remove() {
        execute(drop());
    }

    /** Returns statements as the text of a migration. */
    public static String script(List<String> statements) {
        return statements.stream().map(statement -> statement + ";\n").collect(Collectors.joining());
    }

    private void execute(List<String> statements) {
        database.inTransaction(session -> statements.forEach(statement -> Triggers.execute(session, statement)));
    }
}
