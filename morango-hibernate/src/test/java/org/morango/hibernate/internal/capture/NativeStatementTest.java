package org.morango.hibernate.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.model.Account;
import org.morango.hibernate.model.Booking;
import org.morango.hibernate.model.Facility;

/** Derives from the text of an SQL statement what it may change. */
class NativeStatementTest {
    private static SessionFactory factory;
    private static SyncedTables tables;

    @BeforeAll
    static void open() {
        factory = new Configuration()
                .addAnnotatedClass(Facility.class)
                .addAnnotatedClass(Account.class)
                .addAnnotatedClass(Booking.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:statements")
                .setProperty("hibernate.hbm2ddl.auto", "none")
                .buildSessionFactory();
        tables = SyncedTables.of((SessionFactoryImplementor) factory);
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    private static String[] changed(String sql, String... declared) {
        return NativeStatement.changed(sql, Set.of(declared), tables).stream()
                .map(Syncable::model)
                .sorted()
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update facility set name = 'x'",
                "  UPDATE Facility f SET name = ?",
                "update \"public\".\"Facility\" set name = :name",
                "update `facility` set name = 1",
                "update [dbo].[Facility] set name = 1",
                "/* why */ -- because\n delete from public.facility",
                "insert into facility(id) values (1)",
                "merge into facility using dual on (1 = 1) when matched then delete",
                "replace into facility values (1)",
                "truncate table facility",
                "with t as (delete from facility returning id) select id from t",
                "with t as (select 1) update facility set name = 'x'",
                "update other set x = (select max(name) from facility)"
            })
    void tableNamedInAChangeMayBeChanged(String sql) {
        assertThat(changed(sql)).containsExactly("facility");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from facility",
                "SELECT name FROM facility WHERE name = 'update'",
                "with t as (select * from facility) select * from t",
                "values (1)",
                "show tables",
                "set search_path to facility",
                "update other set x = 1 /* facility */",
                "update facilities set x = 1",
                ""
            })
    void queriesAndOtherTablesAreNoChange(String sql) {
        assertThat(changed(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"call tidy()", "{ call tidy(?) }", "{? = call tidy()}", "exec tidy", "do $$ begin end $$"})
    void callMayChangeEverything(String sql) {
        assertThat(changed(sql)).containsExactly("account", "booking", "facility");
        assertThat(changed(sql, "Facility")).containsExactly("facility");
    }

    @Test
    void whatTheApplicationDeclaresCounts() {
        assertThat(changed("update facility_view set name = 'x'", "Facility")).containsExactly("facility");
        assertThat(changed("delete from account_remark")).containsExactly("account");
    }

    @Test
    void rowsThatTheDatabaseDeletesFollow() {
        var metamodel = ((SessionFactoryImplementor) factory).getMappingMetamodel();
        assertThat(tables.followers(metamodel.getEntityDescriptor(Account.class)))
                .extracting(Syncable::model)
                .containsExactly("booking");
        assertThat(tables.followers(metamodel.getEntityDescriptor(Booking.class)))
                .isEmpty();
    }
}
