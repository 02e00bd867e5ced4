package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import java.util.Locale;
import java.util.OptionalLong;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.KeyNumbers;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.settings.PeerSettings;

/** Sequences and numbered columns that lag behind the keys are found. */
abstract class KeyNumbersContract {
    /** Above what MariaDB reserves of a sequence. */
    private static final int HIGH = 900_000;

    private final TestDatabase database;
    private SessionFactory factory;

    KeyNumbersContract(TestDatabase database) {
        this.database = database;
    }

    @Entity(name = "Ticket")
    @Syncable(profile = TestPeer.PROFILE, model = "ticket")
    static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "tickets")
        @SequenceGenerator(name = "tickets", sequenceName = "`Ticket.Numbers`")
        private @Nullable Long id;
    }

    @Entity(name = "Coupon")
    @Syncable(profile = TestPeer.PROFILE, model = "coupon")
    static class Coupon {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "coupons")
        @SequenceGenerator(name = "coupons", sequenceName = "coupon_numbers", allocationSize = 1)
        private @Nullable Long id;
    }

    @Entity(name = "Voucher")
    @Syncable(profile = TestPeer.PROFILE, model = "voucher")
    static class Voucher {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        private @Nullable Long id;
    }

    @BeforeEach
    void open() {
        String url = database.createUrl();
        assumeFalse(url.startsWith("jdbc:sqlite:"), "has no sequences, and numbers rows by the keys");
        factory = new Configuration()
                .addAnnotatedClass(Ticket.class)
                .addAnnotatedClass(Coupon.class)
                .addAnnotatedClass(Voucher.class)
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create-only")
                .buildSessionFactory();
        Morango.on(factory);
    }

    @AfterEach
    void close() {
        if (factory != null) {
            factory.close();
        }
    }

    private OptionalLong outrunBy(String model) {
        ModelRow row = factory.fromStatelessTransaction(
                session -> session.get(ModelRow.class, new ModelRow.Key(TestPeer.PROFILE, model)));
        KeyNumbers numbers = row.keyNumbers == null
                ? null
                : KeyNumbers.parse(String.valueOf(row.keyTable), String.valueOf(row.keyColumn), row.keyNumbers);
        return numbers == null ? OptionalLong.empty() : numbers.outrunBy(opened());
    }

    private Database opened() {
        return new Database(factory.unwrap(SessionFactoryImplementor.class), PeerSettings.defaults());
    }

    private void insertAbove(String table) {
        factory.inTransaction(
                session -> session.createNativeMutationQuery("insert into " + table + " (id) values (" + HIGH + ")")
                        .executeUpdate());
    }

    /** Returns whether the numbers lag behind keys that were given. MariaDB's numbered columns never do. */
    private boolean tells(boolean isSequence) {
        return isSequence
                || !(factory.unwrap(SessionFactoryImplementor.class)
                                .getJdbcServices()
                                .getDialect()
                        instanceof MariaDBDialect);
    }

    @Test
    void numbersThatAreAboveTheKeysAreWell() {
        for (int rows : new int[] {0, 1, 49, 1, 1, 60}) {
            factory.inTransaction(session -> {
                for (int i = 0; i < rows; i++) {
                    session.persist(new Ticket());
                    session.persist(new Coupon());
                    session.persist(new Voucher());
                }
            });
            assertThat(outrunBy("ticket")).as("%d tickets more", rows).isEmpty();
            assertThat(outrunBy("coupon")).as("%d coupons more", rows).isEmpty();
            assertThat(outrunBy("voucher")).as("%d vouchers more", rows).isEmpty();
        }
    }

    @Test
    void numbersBehindTheKeysAreFound() {
        for (String table : new String[] {"Ticket", "Coupon", "Voucher"}) {
            insertAbove(table);
            assertThat(outrunBy(table.toLowerCase(Locale.ROOT)))
                    .as(table)
                    .isEqualTo(tells(!table.equals("Voucher")) ? OptionalLong.of(HIGH) : OptionalLong.empty());
        }
    }

    /** A user may draw from a sequence without the right to look at it. */
    @Test
    void sequenceThatCannotBeReadStopsNothing() {
        insertAbove("Coupon");
        assertThat(new KeyNumbers("Coupon", "id", "nowhere", 1, false).outrunBy(opened()))
                .isEmpty();
    }

    @Test
    void keyJustAboveTheNumbersIsFound() {
        factory.inTransaction(session -> session.persist(new Coupon()));
        factory.inTransaction(session -> session.createNativeMutationQuery("insert into Coupon (id) values (2)")
                .executeUpdate());
        assertThat(outrunBy("coupon")).hasValue(2);
    }
}
