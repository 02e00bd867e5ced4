package org.morango.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JDBC URL and login of a database. */
record Address(String url, @Nullable String user, @Nullable String password) {
    private static final String H2 = "jdbc:h2:";
    private static final Pattern H2_ELSEWHERE = Pattern.compile("(?i)jdbc:h2:(mem|tcp|ssl|zip|nio|nioMapped):.*");
    private static final String SQLITE = "jdbc:sqlite:";
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^&;\\s]*");

    private static final Pattern INVITATION = Pattern.compile("(?i)(morango:[^\\s#]*#)[^\\s']*");

    /** SQLITE_OPEN_READONLY. */
    private static final String READ = "1";

    /** SQLITE_OPEN_READWRITE, without SQLITE_OPEN_CREATE. */
    private static final String WRITE = "2";

    /** Returns the URL with options that stop the driver from creating a missing database, or other files beside it. */
    String jdbcUrl(boolean writes) {
        if (url.startsWith(H2)) {
            String existing = setting(setting(url, "IFEXISTS", "TRUE"), "TRACE_LEVEL_FILE", "0");
            // WRITE_DELAY: what this command writes is on disk when the command ends. AUTO_SERVER: opens a file that
            // the application has open in the same mode.
            return H2_ELSEWHERE.matcher(url).matches() || url.contains("ACCESS_MODE_DATA")
                    ? existing
                    : setting(setting(existing, "AUTO_SERVER", "TRUE"), "WRITE_DELAY", "0");
        }
        if (isSqlite()) {
            return parameter(
                    parameter(withoutJournalMode(url), "open_mode", writes ? WRITE : READ), "busy_timeout", "30000");
        }
        return url;
    }

    boolean isSqlite() {
        return url.startsWith(SQLITE);
    }

    private static String setting(String url, String name, String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + name + "=") ? url : url + ";" + name + "=" + value;
    }

    private static String parameter(String url, String name, String value) {
        return url.contains(name + "=") ? url : url + (url.contains("?") ? "&" : "?") + name + "=" + value;
    }

    /** Removes the journal mode. The file has one already, and naming another would change it. */
    private static String withoutJournalMode(String url) {
        return url.replaceAll("(?i)journal_mode=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    /** Returns the URL without a password. */
    @Override
    public String toString() {
        return withoutSecrets(url);
    }

    static String withoutSecrets(String text) {
        return INVITATION.matcher(PASSWORD.matcher(text).replaceAll("$1***")).replaceAll("$1***");
    }
}
