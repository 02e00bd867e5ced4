package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.type.YesNoConverter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** Whatever an application sets in Hibernate, rows travel both ways, and their changes are captured. */
class HibernateSettingsTest {
    private static final Instant TIME = Instant.parse("2026-11-28T10:15:30Z");

    static final Class<?>[] ENTITIES = {Author.class, Book.class, Plain.class};

    enum Color {
        RED,
        GREEN
    }

    @Entity(name = "Author")
    @Syncable(profile = "p", model = "author")
    static class Author extends SyncableEntity {
        String name = "Ada";

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "Book")
    @Syncable(profile = "p", model = "book")
    static class Book extends SyncableEntity {
        String title = "t";
        boolean lent = true;
        Boolean lost;
        UUID number = new UUID(1, 2);
        BigDecimal price = new BigDecimal("1.50");
        LocalDate printed = LocalDate.of(2026, 11, 28);
        LocalDateTime bound = LocalDateTime.of(2026, 11, 28, 10, 15);
        Instant moment = TIME;
        OffsetDateTime there = TIME.atOffset(ZoneOffset.ofHours(5));
        Duration length = Duration.ofMinutes(5);
        byte[] cover = {1, 2, 3};
        Integer[] pages = {1, 2};
        String[] words = {"a", "b"};
        Color color = Color.GREEN;

        @Convert(converter = YesNoConverter.class)
        boolean sold = true;

        @Enumerated(EnumType.STRING)
        Color other = Color.RED;

        @Version
        int version;

        @ManyToOne
        Author author;

        @ManyToMany
        Set<Author> editors = new TreeSet<>((a, b) -> a.getId().compareTo(b.getId()));

        @ElementCollection
        Set<String> tags = new TreeSet<>(Set.of("x"));

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Entity(name = "Plain")
    static class Plain {
        @Id
        Long id;

        boolean flag;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hibernate.jpa.compliance=true",
                "hibernate.jpa.compliance.query=true",
                "hibernate.type.preferred_boolean_jdbc_type=TINYINT",
                "hibernate.type.preferred_boolean_jdbc_type=CHAR",
                "hibernate.type.preferred_boolean_jdbc_type=INTEGER",
                "hibernate.type.preferred_uuid_jdbc_type=CHAR",
                "hibernate.type.preferred_instant_jdbc_type=TIMESTAMP",
                "hibernate.type.preferred_duration_jdbc_type=BIGINT",
                "hibernate.type.preferred_array_jdbc_type=VARBINARY",
                "hibernate.type.java_time_use_direct_jdbc=true",
                "hibernate.type.prefer_native_enum_types=true",
                "hibernate.type.wrapper_array_handling=LEGACY",
                "hibernate.timezone.default_storage=NORMALIZE",
                "hibernate.use_nationalized_character_data=true",
                "hibernate.physical_naming_strategy=org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy",
                "hibernate.implicit_naming_strategy=component-path",
                "hibernate.globally_quoted_identifiers=true",
                "hibernate.default_schema=PUBLIC",
                "hibernate.jdbc.time_zone=America/New_York",
                "hibernate.jdbc.batch_size=20, hibernate.order_inserts=true, hibernate.order_updates=true,"
                        + " hibernate.jdbc.batch_versioned_data=false",
                "hibernate.query.mutation_strategy=org.hibernate.query.sqm.mutation.internal.inline.InlineMutationStrategy",
                "hibernate.criteria.value_handling_mode=inline",
                "hibernate.query.in_clause_parameter_padding=true, hibernate.query.fail_on_pagination_over_collection_fetch=true",
                "hibernate.use_sql_comments=true",
                "hibernate.use_identifier_rollback=true",
                "hibernate.check_nullability=true",
                "hibernate.jdbc.use_get_generated_keys=false, hibernate.jdbc.use_scrollable_resultset=false",
                "hibernate.max_fetch_depth=0, hibernate.default_batch_fetch_size=8, hibernate.use_subselect_fetch=true",
                "hibernate.connection.handling_mode=DELAYED_ACQUISITION_AND_RELEASE_AFTER_STATEMENT",
                "hibernate.connection.autocommit=true",
                "hibernate.connection.isolation=SERIALIZABLE",
                "hibernate.generate_statistics=true, hibernate.create_empty_composites.enabled=true",
                "hibernate.cache.use_second_level_cache=true, hibernate.cache.use_query_cache=true,"
                        + " hibernate.cache.region.factory_class=org.morango.hibernate.CachingRegions",
            })
    void rowsTravelBothWays(String settings) {
        try (Application here = new Application(parsed(settings), ENTITIES);
                Application there = new Application(parsed(settings), ENTITIES)) {
            exchange(here, there);
        }
    }

    static Map<String, String> parsed(String settings) {
        Map<String, String> parsed = new TreeMap<>();
        for (String setting : settings.split(", *")) {
            parsed.put(setting.replaceAll("=.*", ""), setting.replaceAll(".*?=", ""));
        }
        return parsed;
    }

    /** Makes inserts, updates and deletes of all kinds, and sends them both ways. */
    static void exchange(Application here, Application there) {
        String kept = persist(here, 3);
        here.sync(there);
        assertThat(there.alive()).isEqualTo(5);
        there.factory.inTransaction(session -> change(session, kept));
        there.sync(here);
        here.factory.inTransaction(HibernateSettingsTest::changeAll);
        here.sync(there);
        assertThat(there.records().get(kept))
                .contains("\"all\"", "\"lent\":false", "\"sold\":true", "\"tags\":[\"y\"]");
        there.factory.inTransaction(session -> delete(session, kept));
        there.sync(here);
        assertThat(here.alive()).isEqualTo(3);
        here.assertNothingUnnoticed();
        there.assertNothingUnnoticed();
    }

    private static String persist(Application here, int count) {
        Book last = new Book();
        here.factory.inTransaction(session -> {
            Author author = new Author();
            session.persist(author);
            for (int i = 0; i < count; i++) {
                Book book = new Book();
                book.author = author;
                book.editors.add(author);
                session.persist(book);
            }
            last.author = new Author();
            session.persist(last.author);
            // There are two authors and as many books as requested.
            session.persist(last);
            session.remove(session.createSelectionQuery("select b from Book b where b.editors is not empty", Book.class)
                    .setMaxResults(1)
                    .getSingleResult());
        });
        return String.valueOf(last.getId());
    }

    private static void change(Session session, String id) {
        Book book = session.find(Book.class, id);
        book.title = "changed";
        book.tags.remove("x");
        book.tags.add("y");
    }

    private static void changeAll(Session session) {
        session.createMutationQuery("update Book b set b.lent = false, b.title = 'all' where b.lent = true")
                .executeUpdate();
    }

    private static void delete(Session session, String kept) {
        Book book = session.createSelectionQuery("select b from Book b where b.editors is not empty", Book.class)
                .setMaxResults(1)
                .getSingleResult();
        session.remove(book);
        session.flush();
        session.createMutationQuery("delete from Book b where b.lent = false and b.lost is null and b.id <> :kept")
                .setParameter("kept", kept)
                .executeUpdate();
        session.createMutationQuery("delete from Plain p where p.flag = false").executeUpdate();
    }
}
