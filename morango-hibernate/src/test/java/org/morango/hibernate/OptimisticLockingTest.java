package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.Version;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.OptimisticLock;
import org.hibernate.annotations.OptimisticLockType;
import org.hibernate.annotations.OptimisticLocking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Serializing writes nothing into the application's rows, and so makes no transaction fail that locks optimistically.
 */
class OptimisticLockingTest {
    @MappedSuperclass
    abstract static class Text extends SyncableEntity {
        String text = "";
        String more = "";

        @ElementCollection
        Set<String> tags = new TreeSet<>();

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "ByChanges")
    @DynamicUpdate
    @OptimisticLocking(type = OptimisticLockType.DIRTY)
    @Syncable(profile = "p", model = "by_changes")
    static class ByChanges extends Text {}

    @Entity(name = "ByAll")
    @DynamicUpdate
    @OptimisticLocking(type = OptimisticLockType.ALL)
    @Syncable(profile = "p", model = "by_all")
    static class ByAll extends Text {}

    @Entity(name = "ByVersion")
    @Syncable(profile = "p", model = "by_version")
    static class ByVersion extends Text {
        @Version
        int version;

        @OptimisticLock(excluded = true)
        int views;

        @ElementCollection
        @OptimisticLock(excluded = true)
        Set<String> readers = new TreeSet<>();
    }

    @Entity(name = "Unlocked")
    @OptimisticLocking(type = OptimisticLockType.NONE)
    @Syncable(profile = "p", model = "unlocked")
    static class Unlocked extends Text {}

    private static Application application() {
        return new Application(Map.of(), ByChanges.class, ByAll.class, ByVersion.class, Unlocked.class);
    }

    @ParameterizedTest
    @ValueSource(classes = {ByChanges.class, ByAll.class, ByVersion.class, Unlocked.class})
    void syncBesideATransactionIsNoChange(Class<? extends Text> type) throws ReflectiveOperationException {
        try (Application here = application();
                Application there = application()) {
            Text made = type.getDeclaredConstructor().newInstance();
            here.factory.inTransaction(session -> session.persist(made));
            here.factory.inTransaction(session -> {
                Text text = session.find(type, made.getId());
                here.sync(there);
                text.text = "mine";
                text.tags.add("a");
            });
            here.sync(there);
            here.factory.inTransaction(session -> {
                Text text = session.find(type, made.getId());
                text.tags.add("b");
                session.flush();
            });
            here.sync(there);
            // A received record overwrites a row of any kind, and deletes it.
            there.factory.inTransaction(session -> session.find(type, made.getId()).more = "theirs");
            there.sync(here);
            assertThat(here.records().get(made.getId())).contains("theirs", "mine", "[\"a\",\"b\"]");
            there.factory.inTransaction(session -> session.remove(session.find(type, made.getId())));
            there.sync(here);
            assertThat(here.alive()).isZero();
            assertThat(here.factory.<Text>fromTransaction(session -> session.find(type, made.getId())))
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {ByChanges.class, ByAll.class, ByVersion.class})
    void changeOfAnotherTransactionIsStillSeen(Class<? extends Text> type) throws ReflectiveOperationException {
        try (Application here = application()) {
            Text made = type.getDeclaredConstructor().newInstance();
            here.factory.inTransaction(session -> session.persist(made));
            assertThatThrownBy(() -> here.factory.inTransaction(session -> {
                        Text text = session.find(type, made.getId());
                        here.factory.inTransaction(other -> other.find(type, made.getId()).text = "theirs");
                        text.text = "mine";
                    }))
                    .isInstanceOf(OptimisticLockException.class);
        }
    }

    @Test
    void onlyWhatTheApplicationLocksByRaisesTheVersion() {
        try (Application here = application()) {
            ByVersion made = new ByVersion();
            here.factory.inTransaction(session -> session.persist(made));
            here.factory.inTransaction(
                    session -> session.find(ByVersion.class, made.getId()).tags.add("a"));
            here.factory.inTransaction(session -> session.find(ByVersion.class, made.getId()).views++);
            here.factory.inTransaction(session ->
                    session.find(ByVersion.class, made.getId()).readers.add("b"));
            here.serialize();
            assertThat(here.records().get(made.getId())).contains("[\"a\"]", "\"views\":1", "[\"b\"]");
            assertThat(here.factory.fromTransaction(session -> session.find(ByVersion.class, made.getId())).version)
                    .isEqualTo(1);
        }
    }
}
