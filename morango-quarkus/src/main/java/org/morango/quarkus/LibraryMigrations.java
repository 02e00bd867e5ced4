package org.morango.quarkus;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.morango.common.MorangoException;

/** The library's migrations, beside those of the application. They have a history of their own. */
@Singleton
class LibraryMigrations {
    private static final Set<String> DATABASES = Set.of("h2", "postgresql", "sqlite", "mariadb");

    private final Flyway applications;
    private final MorangoConfig config;

    LibraryMigrations(Flyway applications, MorangoConfig config) {
        this.applications = applications;
        this.config = config;
    }

    /** Migrates, if that is wanted. */
    void run() {
        if (config.migrate()) {
            beside(applications.getConfiguration()).migrate();
        }
    }

    /** Of the application's settings, only those of the database apply. */
    private static Flyway beside(Configuration applications) {
        DataSource database = applications.getDataSource();
        return Flyway.configure(Thread.currentThread().getContextClassLoader())
                .dataSource(database)
                .defaultSchema(applications.getDefaultSchema())
                .schemas(applications.getSchemas())
                .createSchemas(applications.isCreateSchemas())
                .tablespace(applications.getTablespace())
                .initSql(applications.getInitSql())
                .connectRetries(applications.getConnectRetries())
                .connectRetriesInterval(applications.getConnectRetriesInterval())
                .lockRetryCount(applications.getLockRetryCount())
                .locations("classpath:org/morango/migrations/" + directory(database))
                .table("morango_schema_history")
                // The application's tables are there already.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private static String directory(DataSource database) {
        try (Connection connection = database.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            String directory = product.toLowerCase(Locale.ROOT);
            if (!DATABASES.contains(directory)) {
                throw new MorangoException("There are no migrations for " + product
                        + ". Set quarkus.morango.migrate to false, and create the tables by other means.");
            }
            return directory;
        } catch (SQLException e) {
            throw new MorangoException("The database for the migrations cannot be reached: " + e.getMessage(), e);
        }
    }
}
