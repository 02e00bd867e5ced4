package org.morango.spring.autoconfigure;

import java.sql.DatabaseMetaData;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.morango.common.MorangoException;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.jdbc.support.MetaDataAccessException;

/** The library's migrations. */
final class LibraryMigrations {
    private static final String HISTORY = "morango_schema_history";
    private static final Set<DatabaseDriver> DATABASES =
            Set.of(DatabaseDriver.H2, DatabaseDriver.POSTGRESQL, DatabaseDriver.SQLITE, DatabaseDriver.MARIADB);

    private LibraryMigrations() {}

    /**
     * Returns the migrations for the database and the schema of the application's own. They have a history of their own.
     * Of the application's settings, only those of the database apply: its callbacks, its migrations in Java and its
     * names for files do not.
     */
    static Flyway beside(Configuration applications) {
        DataSource database = applications.getDataSource();
        return Flyway.configure(applications.getClassLoader())
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
                .table(HISTORY)
                // The application's tables are there already.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private static String directory(DataSource database) {
        try {
            String product = JdbcUtils.extractDatabaseMetaData(database, DatabaseMetaData::getDatabaseProductName);
            DatabaseDriver driver = DatabaseDriver.fromProductName(product);
            if (!DATABASES.contains(driver)) {
                throw new MorangoException("There are no migrations for " + product
                        + ". Set morango.migrate to false, and create the tables by other means.");
            }
            return driver.getId();
        } catch (MetaDataAccessException e) {
            throw new MorangoException("The database for the migrations cannot be reached: " + e.getMessage(), e);
        }
    }
}
