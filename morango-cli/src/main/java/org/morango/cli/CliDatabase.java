package org.morango.cli;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.cfg.Configuration;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.SelectionQuery;
import org.morango.certificate.KeyCipher;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.settings.PeerSettings;

/** A database of any application, with only the library's own entities. */
final class CliDatabase implements AutoCloseable {
    private static final int LOGIN_SECONDS = 10;
    private static final int CONNECTIONS = 4;

    private final SessionFactory factory;
    private final Database database;
    private final InstanceRow instance;

    private CliDatabase(SessionFactory factory) {
        this.factory = factory;
        this.database = new Database(factory.unwrap(SessionFactoryImplementor.class), PeerSettings.defaults());
        InstanceRow row = read(session -> session.get(InstanceRow.class, 1));
        if (row == null) {
            throw new MorangoException("The database has Morango's tables, but no application has started on it yet.");
        }
        this.instance = row;
    }

    /**
     * Opens an existing database without changing anything in it.
     *
     * @param writes whether the command also writes
     */
    static CliDatabase open(Address address, boolean writes) {
        DriverManager.setLoginTimeout(LOGIN_SECONDS);
        try (Connection connection = DriverManager.getConnection(address.jdbcUrl(writes), login(address))) {
            LibraryTables.require(connection, address);
            SessionFactory factory =
                    factory(address, writes, address.isSqlite() && SqliteInstants.areTexts(connection));
            try {
                return new CliDatabase(factory);
            } catch (RuntimeException e) {
                factory.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new MorangoException("Database " + address + " cannot be opened: " + Failures.line(e), e);
        }
    }

    private static Properties login(Address address) {
        Properties login = new Properties();
        if (address.user() != null) {
            login.setProperty("user", address.user());
        }
        if (address.password() != null) {
            login.setProperty("password", address.password());
        }
        return login;
    }

    private static SessionFactory factory(Address address, boolean writes, boolean instantsAreTexts) {
        Configuration configuration = new Configuration()
                .setProperty("hibernate.connection.url", address.jdbcUrl(writes))
                .setProperty("hibernate.hbm2ddl.auto", "none")
                .setProperty(StoreTables.SETTING, "true")
                .setProperty("hibernate.connection.provider_class", "hikaricp")
                .setProperty("hibernate.hikari.maximumPoolSize", String.valueOf(CONNECTIONS))
                .setProperty("hibernate.hikari.minimumIdle", "0")
                .setProperty("hibernate.hikari.readOnly", String.valueOf(!writes))
                .setProperty(SqliteInstants.SETTING, String.valueOf(instantsAreTexts));
        if (address.user() != null) {
            configuration.setProperty("hibernate.connection.username", address.user());
        }
        if (address.password() != null) {
            configuration.setProperty("hibernate.connection.password", address.password());
        }
        if (!writes) {
            configuration.setStatementInspector(new ReadOnlyStatements());
        }
        return configuration.buildSessionFactory();
    }

    /** Returns the database's instance as it was when the database was opened. */
    InstanceRow instance() {
        return instance;
    }

    /** Runs queries. */
    <T> T read(Function<StatelessSession, T> queries) {
        return database.read(queries);
    }

    /** Returns the first rows of an HQL query with positional parameters, at most {@code limit}. */
    <T> List<T> select(Class<T> type, int limit, String query, Object... parameters) {
        return read(session -> {
            SelectionQuery<T> selection = session.createSelectionQuery(query, type);
            for (int i = 0; i < parameters.length; i++) {
                selection.setParameter(i + 1, parameters[i]);
            }
            return selection.setMaxResults(limit).getResultList();
        });
    }

    long count(String query, Object... parameters) {
        return select(Long.class, 1, query, parameters).get(0);
    }

    Database database() {
        return database;
    }

    /**
     * Returns the peer, for operations of the library. It cannot sync, because it does not know the application's
     * entities.
     */
    Morango morango(KeyCipher cipher) {
        return Morango.on(
                factory,
                PeerSettings.builder().trust(trust -> trust.keyCipher(cipher)).build());
    }

    @Override
    public void close() {
        factory.close();
    }
}
