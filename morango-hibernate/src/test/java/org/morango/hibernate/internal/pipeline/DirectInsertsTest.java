package org.morango.hibernate.internal.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToOne;
import jakarta.persistence.PrePersist;
import jakarta.persistence.SecondaryTable;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Interceptor;
import org.hibernate.SessionFactory;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.Formula;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.SQLInsert;
import org.hibernate.annotations.SoftDelete;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hibernate itself inserts what is more than a row of one table. */
class DirectInsertsTest {
    enum Color {
        RED
    }

    @Embeddable
    static class Address {
        private @Nullable String street;

        @ManyToOne
        private @Nullable Plain house;
    }

    @Entity
    static class Plain {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE)
        private @Nullable Long id;

        @Version
        private int version;

        private @Nullable String text;
        private @Nullable UUID uuid;
        private @Nullable BigDecimal decimal;
        private @Nullable Instant instant;
        private @Nullable LocalDate date;
        private byte @Nullable [] bytes;
        private @Nullable Color color;

        @Embedded
        private @Nullable Address address;

        @ManyToOne
        private @Nullable Plain parent;

        @ElementCollection
        private @Nullable Set<String> words;
    }

    @Entity
    static class Assigned {
        @Id
        private @Nullable UUID id;
    }

    @Entity
    static class Numbered {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;
    }

    @Entity
    @Inheritance
    static class Base {
        @Id
        private @Nullable UUID id;
    }

    @Entity
    static class Derived extends Base {}

    @Entity
    @SecondaryTable(name = "more")
    static class TwoTables {
        @Id
        private @Nullable UUID id;

        @Column(table = "more")
        private @Nullable String text;
    }

    @Entity
    @SoftDelete
    static class Soft {
        @Id
        private @Nullable UUID id;
    }

    @Entity
    @DynamicInsert
    static class Dynamic {
        @Id
        private @Nullable UUID id;
    }

    @Entity
    @SQLInsert(sql = "insert into Custom (text, id) values (upper(?), ?)")
    static class Custom {
        @Id
        private @Nullable UUID id;

        private @Nullable String text;
    }

    @Entity
    static class Stamped {
        @Id
        private @Nullable UUID id;

        @CreationTimestamp
        private @Nullable Instant created;
    }

    @Entity
    static class Computed {
        @Id
        private @Nullable UUID id;

        @Formula("1 + 1")
        private int two;
    }

    @Entity
    static class Transformed {
        @Id
        private @Nullable UUID id;

        @ColumnTransformer(write = "upper(?)")
        private @Nullable String text;
    }

    @Entity
    static class Fixed {
        @Id
        private @Nullable UUID id;

        @Column(insertable = false)
        private @Nullable String text;
    }

    @Entity
    static class Json {
        @Id
        private @Nullable UUID id;

        @JdbcTypeCode(SqlTypes.JSON)
        private @Nullable Map<String, String> map;
    }

    @Entity
    static class Inverse {
        @Id
        private @Nullable UUID id;

        @OneToOne(mappedBy = "inverse")
        private @Nullable Owner owner;
    }

    @Entity
    static class Owner {
        @Id
        private @Nullable UUID id;

        @OneToOne
        @JoinColumn
        private @Nullable Inverse inverse;
    }

    @Entity
    static class Called {
        @Id
        private @Nullable UUID id;

        @PrePersist
        void persisted() {}
    }

    static class Listener {
        @PrePersist
        void persisted(Object entity) {}
    }

    @Entity
    @EntityListeners(Listener.class)
    static class Listened {
        @Id
        private @Nullable UUID id;
    }

    private static boolean fits(Configuration configuration, Class<?> type) {
        try (SessionFactory factory = configuration
                .addAnnotatedClass(type)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:" + UUID.randomUUID())
                .setProperty("hibernate.hbm2ddl.auto", "none")
                .buildSessionFactory()) {
            return DirectInserts.fit(factory.unwrap(SessionFactoryImplementor.class)
                    .getMappingMetamodel()
                    .getEntityDescriptor(type));
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Plain.class, Assigned.class})
    void rowsOfOneTableFit(Class<?> type) {
        assertThat(fits(new Configuration(), type)).isTrue();
        assertThat(fits(new Configuration().setInterceptor(new Interceptor() {}), type))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Numbered.class,
                TwoTables.class,
                Soft.class,
                Dynamic.class,
                Custom.class,
                Stamped.class,
                Computed.class,
                Transformed.class,
                Fixed.class,
                Json.class,
                Called.class,
                Listened.class
            })
    void otherRowsDoNot(Class<?> type) {
        assertThat(fits(new Configuration(), type)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(classes = {Base.class, Derived.class})
    void hierarchiesDoNot(Class<?> type) {
        assertThat(fits(new Configuration().addAnnotatedClass(type == Base.class ? Derived.class : Base.class), type))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(classes = {Inverse.class})
    void inverseReferencesDoNot(Class<?> type) {
        assertThat(fits(new Configuration().addAnnotatedClass(Owner.class), type))
                .isFalse();
    }
}
