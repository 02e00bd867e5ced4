package org.morango.example.school;

import java.util.List;
import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.morango.common.MorangoException;
import org.morango.example.school.model.Account;
import org.morango.example.school.model.AttemptLog;
import org.morango.example.school.model.Facility;
import org.morango.example.school.model.InteractionLog;
import org.morango.example.school.model.Learner;
import org.morango.example.school.model.Lesson;
import org.morango.example.school.model.SummaryLog;
import org.morango.hibernate.mapping.SyncableEntity;

/** Opens the school's database by its JDBC URL. */
final class SchoolDatabase {
    /** The syncable entities, sorted by model name. */
    static final List<Class<? extends SyncableEntity>> MODELS = List.of(
            AttemptLog.class, InteractionLog.class, SummaryLog.class, Facility.class, Lesson.class, Learner.class);

    private static final String H2_FILE = "jdbc:h2:file:";
    private static final String SQLITE = "jdbc:sqlite:";

    /** SQLITE_OPEN_READWRITE, without SQLITE_OPEN_CREATE. */
    private static final String SQLITE_EXISTING = "2";

    private SchoolDatabase() {}

    /** Opens a database that has been initialized. */
    static SessionFactory open(String url) {
        return build(url, false);
    }

    /** Opens a database; creates it and its tables if they are missing. */
    static SessionFactory create(String url) {
        return build(url, true);
    }

    private static SessionFactory build(String url, boolean create) {
        Configuration configuration = new Configuration();
        MODELS.forEach(configuration::addAnnotatedClass);
        configuration.addAnnotatedClass(Account.class);
        settings(jdbcUrl(url, create), create).forEach(configuration::setProperty);
        try {
            return configuration.buildSessionFactory();
        } catch (MorangoException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new MorangoException("Database " + withoutSecrets(url) + " cannot be opened: " + rootMessage(e)
                    + (create ? "" : " (run init first, if it is new)"));
        }
    }

    private static Map<String, String> settings(String url, boolean create) {
        return Map.of(
                "hibernate.connection.url", url,
                "hibernate.hbm2ddl.auto", create ? "update" : "none",
                "hibernate.connection.provider_class", "hikaricp",
                "hibernate.hikari.maximumPoolSize", "16",
                "hibernate.hikari.minimumIdle", "1",
                "hibernate.hikari.initializationFailTimeout", "1",
                "hibernate.hikari.connectionTimeout", "5000",
                "hibernate.jdbc.batch_size", "500",
                "hibernate.order_inserts", "true");
    }

    /** Adds options that let several commands use the database at once, and that make batches fast. */
    private static String jdbcUrl(String url, boolean create) {
        if (url.startsWith(H2_FILE)) {
            String shared = url.contains("AUTO_SERVER") ? url : url + ";AUTO_SERVER=TRUE";
            // Errors are reported on standard error. H2 would add a trace file, or a stack trace if it cannot create
            // one.
            shared += url.contains("TRACE_LEVEL_FILE") ? "" : ";TRACE_LEVEL_FILE=0";
            // Writes each commit to disk. Otherwise H2 would wait half a second, and lose commits if it is killed.
            shared += url.contains("WRITE_DELAY") ? "" : ";WRITE_DELAY=0";
            return create ? shared : shared + ";IFEXISTS=TRUE";
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return with(url, "reWriteBatchedInserts", "true");
        }
        if (url.startsWith(SQLITE)) {
            // Readers continue while another command writes, writers wait, and foreign keys are checked.
            String checked =
                    with(with(with(url, "journal_mode", "WAL"), "busy_timeout", "30000"), "foreign_keys", "true");
            return create ? checked : with(checked, "open_mode", SQLITE_EXISTING);
        }
        return url;
    }

    private static String with(String url, String parameter, String value) {
        return url.contains(parameter + "=") ? url : url + (url.contains("?") ? "&" : "?") + parameter + "=" + value;
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("(?i)(password=)[^&;]*", "$1***");
    }

    private static String rootMessage(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }
}
