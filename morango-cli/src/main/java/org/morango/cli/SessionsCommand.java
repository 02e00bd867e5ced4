package org.morango.cli;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.SyncSessionRow;
import org.morango.hibernate.internal.store.TransferSessionRow;
import org.morango.session.CleanUp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "sessions",
        description = "Sync sessions and their transfers.",
        subcommands = {SessionsCommand.Listing.class, SessionsCommand.Close.class, SessionsCommand.Clean.class})
final class SessionsCommand {

    @Command(name = "list", description = "Lists the open sessions and their open transfers.")
    static final class Listing extends DatabaseCommand {
        @Mixin
        private Page page = new Page();

        @Option(names = "--all", description = "Closed ones, too.")
        private boolean all;

        @Override
        int run(CliDatabase database, Output output) {
            List<SyncSessionRow> rows = database.select(
                    SyncSessionRow.class,
                    page.limit(),
                    "from MorangoSyncSessionRow s where s.id > ?1" + (all ? "" : " and s.active = true")
                            + " order by s.id",
                    page.after());
            ObjectNode result = Output.object();
            page.put(result, "sessions", rows, SessionsCommand::describe);
            ArrayNode transfers = result.putArray("transfers");
            database.read(session -> IdList.select(
                            session,
                            "from MorangoTransferSessionRow t where t.active = true and t.syncSessionId",
                            TransferSessionRow.class,
                            rows.stream().map(row -> row.id).toList()))
                    .forEach(transfer -> transfers.add(describe(transfer)));
            output.print(result);
            return MorangoCli.DONE;
        }
    }

    private static ObjectNode describe(SyncSessionRow row) {
        String other = row.server ? row.clientInstance : row.serverInstance;
        return Output.object()
                .put("id", row.id)
                .put("here", row.server ? "server" : "client")
                .put("open", row.active)
                .put("started", row.started.toString())
                .put("last_activity", row.lastActivity.toString())
                .put("peer", EntityContents.parse(other).path("id").stringValue(""))
                .put("address", row.server ? row.clientIp : row.connectionPath)
                .put("profile", row.profile)
                // The key of a closed session has been deleted.
                .put("bound", row.active ? row.key != null : null);
    }

    private static ObjectNode describe(TransferSessionRow row) {
        return Output.object()
                .put("id", row.id)
                .put("session", row.syncSessionId)
                .put("direction", row.push ? "push" : "pull")
                .put("stage", row.stage.toLowerCase(Locale.ROOT))
                .put("status", row.status.toLowerCase(Locale.ROOT))
                .put("records", row.recordsTransferred)
                .put("of", row.recordsTotal)
                .put("last_activity", row.lastActivity.toString())
                .put("filter", row.filter)
                .put("error", row.error);
    }

    @Command(
            name = "close",
            description = "Closes sessions and drops the data of their transfers. They cannot be resumed.")
    static final class Close extends WritingCommand {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "The sessions.")
        private Set<String> ids = new LinkedHashSet<>();

        @Override
        int run(CliDatabase database, KeyOption key, Output output) {
            Set<String> missing = new LinkedHashSet<>(ids);
            open(database, ids).forEach(missing::remove);
            if (!missing.isEmpty()) {
                throw new MorangoException("No open session has the id " + String.join(", ", missing) + ".");
            }
            // Matches all, whenever they were last used and whatever this clock says.
            CleanUp these = CleanUp.unusedFor(Duration.ofDays(-365)).ids(ids);
            CleanUp.Result closed = database.morango(key.cipher(database)).cleanUp(these);
            List<String> spared = open(database, ids);
            if (!spared.isEmpty()) {
                throw new MorangoException("A process runs a transfer of " + String.join(", ", spared)
                        + " just now, or the application has yet to merge what it has received; try again later.");
            }
            output.print(
                    Output.object().put("sessions", closed.syncSessions()).put("transfers", closed.transferSessions()));
            return MorangoCli.DONE;
        }

        private static List<String> open(CliDatabase database, Set<String> ids) {
            return database.read(session -> IdList.select(
                    session,
                    "select s.id from MorangoSyncSessionRow s where s.active = true and s.id",
                    String.class,
                    ids));
        }
    }

    @Command(
            name = "cleanup",
            description =
                    "Closes unfinished sessions and drops their data. Also drops the data that ended transfers have"
                            + " left behind.")
    static final class Clean extends WritingCommand {
        @Option(
                names = "--unused-for",
                paramLabel = "HOURS",
                description = "Sessions unused for that long; ${DEFAULT-VALUE} if not given.")
        private int hours = 24;

        @Override
        int run(CliDatabase database, KeyOption key, Output output) {
            if (hours < 0) {
                throw new MorangoException("--unused-for has to be zero or more, not " + hours + ".");
            }
            CleanUp.Result closed =
                    database.morango(key.cipher(database)).cleanUp(CleanUp.unusedFor(Duration.ofHours(hours)));
            output.print(Output.object()
                    .put("sessions", closed.syncSessions())
                    .put("transfers", closed.transferSessions())
                    .put("left_behind", EndedTransfers.drop(database)));
            return MorangoCli.DONE;
        }
    }
}
