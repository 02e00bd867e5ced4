package org.morango.cli;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.morango.common.MorangoException;

/** Recognizes databases of Morango. */
final class LibraryTables {
    static final List<String> NEEDED = List.of(
            "morango_store",
            "morango_pending",
            "morango_held_back",
            "morango_model",
            "morango_touched",
            "morango_database_max_counter",
            "morango_agreement",
            "morango_holding",
            "morango_counter_time",
            "morango_leaving",
            "morango_outbox",
            "morango_queue",
            "morango_buffer",
            "morango_instance",
            "morango_lock",
            "morango_certificate",
            "morango_revocation",
            "morango_invitation",
            "morango_joining",
            "morango_scope_definition",
            "morango_nonce",
            "morango_clock",
            "morango_shared_key",
            "morango_sync_session",
            "morango_transfer_session",
            "morango_sync_log",
            "morango_trigger");

    private LibraryTables() {}

    /** Fails unless all of the library's tables exist. */
    static void require(Connection connection, Address address) throws SQLException {
        Set<String> missing = new TreeSet<>(NEEDED);
        DatabaseMetaData metadata = connection.getMetaData();
        for (String pattern : List.of("morango%", "MORANGO%")) {
            try (ResultSet tables =
                    metadata.getTables(connection.getCatalog(), connection.getSchema(), pattern, null)) {
                while (tables.next()) {
                    missing.remove(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
                }
            }
        }
        if (missing.size() == NEEDED.size()) {
            throw new MorangoException(
                    "Database " + address + " has no tables of Morango; is it the right one, and the right schema?");
        }
        if (!missing.isEmpty()) {
            throw new MorangoException("Database " + address + " lacks " + String.join(", ", missing)
                    + ": it was made for another version of the library; start the application once, or migrate.");
        }
    }
}
