package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.HibernateException;
import org.hibernate.SessionFactory;
import org.hibernate.Version;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.Filter;

/** Bulk statements are captured in each kind of inheritance, and so are collections. */
class InheritedCaptureTest {

    @Entity(name = "JoinedBase")
    @Inheritance(strategy = InheritanceType.JOINED)
    @Syncable(profile = "p", model = "joined")
    static class JoinedBase extends SyncableEntity {
        String name;

        @ElementCollection
        Set<String> tags = new HashSet<>();

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "JoinedSub")
    @Syncable(profile = "p", model = "joinedsub")
    static class JoinedSub extends JoinedBase {
        String detail;
    }

    @Entity(name = "SingleBase")
    @Inheritance(strategy = InheritanceType.SINGLE_TABLE)
    @Syncable(profile = "p", model = "single")
    static class SingleBase extends SyncableEntity {
        String name;

        @ElementCollection
        Set<String> tags = new HashSet<>();

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "SingleSub")
    @Syncable(profile = "p", model = "singlesub")
    static class SingleSub extends SingleBase {
        String detail;
    }

    @Entity(name = "TableBase")
    @Inheritance(strategy = InheritanceType.TABLE_PER_CLASS)
    @Syncable(profile = "p", model = "table")
    static class TableBase extends SyncableEntity {
        String name;

        @ElementCollection
        Set<String> tags = new HashSet<>();

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "TableSub")
    @Syncable(profile = "p", model = "tablesub")
    static class TableSub extends TableBase {
        String detail;
    }

    @Test
    void joinedTables() {
        JoinedBase base = new JoinedBase();
        base.name = "base";
        JoinedSub sub = new JoinedSub();
        sub.name = "sub";
        sub.detail = "old";
        check("Joined", JoinedBase.class, JoinedSub.class, base, sub, b -> b.tags, b -> b.tags = new HashSet<>());
    }

    @Test
    void singleTable() {
        SingleBase base = new SingleBase();
        base.name = "base";
        SingleSub sub = new SingleSub();
        sub.name = "sub";
        sub.detail = "old";
        check("Single", SingleBase.class, SingleSub.class, base, sub, b -> b.tags, b -> b.tags = new HashSet<>());
    }

    @Test
    void tablePerClass() {
        TableBase base = new TableBase();
        base.name = "base";
        TableSub sub = new TableSub();
        sub.name = "sub";
        sub.detail = "old";
        check("Table", TableBase.class, TableSub.class, base, sub, b -> b.tags, b -> b.tags = new HashSet<>());
    }

    private static <B extends SyncableEntity, S extends B> void check(
            String kind,
            Class<B> baseType,
            Class<S> subType,
            B base,
            S sub,
            Function<B, Set<String>> tags,
            Consumer<B> replace) {
        try (SessionFactory factory = new Configuration()
                .addAnnotatedClass(baseType)
                .addAnnotatedClass(subType)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:inherited" + kind)
                .setProperty("hibernate.hbm2ddl.auto", "create-drop")
                .buildSessionFactory()) {
            HibernateReplica replica = new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom());
            factory.inTransaction(session -> {
                session.persist(base);
                session.persist(sub);
            });
            replica.serialize("p", Filter.EVERYTHING);
            assertThat(changed(factory, baseType)).isEmpty();

            factory.inTransaction(session -> session.createMutationQuery("update " + kind + "Sub set detail = 'new'")
                    .executeUpdate());
            assertThat(changed(factory, baseType)).containsExactly(sub.getId());
            replica.serialize("p", Filter.EVERYTHING);

            HibernateCriteriaBuilder builder = factory.getCriteriaBuilder();
            var update = builder.createCriteriaUpdate(subType);
            var root = update.from(subType);
            update.set("detail", "newer").where(builder.equal(root.get("detail"), "new"));
            factory.inTransaction(session -> session.createMutationQuery(update).executeUpdate());
            assertThat(changed(factory, baseType)).containsExactly(sub.getId());
            replica.serialize("p", Filter.EVERYTHING);

            factory.inTransaction(session -> session.createMutationQuery("update " + kind + "Base set name = 'new'")
                    .executeUpdate());
            assertThat(changed(factory, baseType)).containsExactlyInAnyOrder(base.getId(), sub.getId());
            replica.serialize("p", Filter.EVERYTHING);

            factory.inTransaction(
                    session -> tags.apply(session.find(baseType, base.getId())).add("a"));
            assertThat(changed(factory, baseType)).containsExactly(base.getId());
            replica.serialize("p", Filter.EVERYTHING);
            changeReadOnly(factory, baseType, base, b -> tags.apply(b).add("b"));
            changeReadOnly(factory, baseType, base, replace);

            factory.inTransaction(
                    session -> session.createMutationQuery("delete from " + kind + "Sub where detail in ?1")
                            .setParameter(1, List.of("newer", "x"))
                            .executeUpdate());
            assertThat(deletions(factory)).containsExactly(sub.getId());
            factory.inTransaction(session ->
                    session.createMutationQuery("delete from " + kind + "Base").executeUpdate());
            assertThat(deletions(factory)).containsExactlyInAnyOrder(base.getId(), sub.getId());
        }
    }

    /** Hibernate 7 refuses to change collections of a read-only entity. Hibernate 6.6 writes them, so that is noted. */
    private static <B extends SyncableEntity> void changeReadOnly(
            SessionFactory factory, Class<B> type, B saved, Consumer<B> change) {
        Runnable transaction = () -> factory.inTransaction(session -> {
            B readOnly = session.find(type, saved.getId());
            session.setReadOnly(readOnly, true);
            change.accept(readOnly);
        });
        if (Version.getVersionString().startsWith("6.")) {
            transaction.run();
            assertThat(changed(factory, type)).containsExactly(saved.getId());
            new HibernateReplica((SessionFactoryImplementor) factory, new SecureRandom())
                    .serialize("p", Filter.EVERYTHING);
        } else {
            assertThatThrownBy(transaction::run).isInstanceOf(HibernateException.class);
            assertThat(changed(factory, type)).isEmpty();
        }
    }

    private static List<String> changed(SessionFactory factory, Class<?> type) {
        return new Notes(factory).changed(type);
    }

    private static List<String> deletions(SessionFactory factory) {
        return new Notes(factory).deletions().stream().map(Notes.Deletion::id).toList();
    }
}
