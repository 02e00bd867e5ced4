package org.morango.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.pipeline.AdoptStage;
import org.morango.hibernate.internal.store.Outbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "adopt",
        description =
                "Notes the rows of the application's tables that have neither a record nor a note, in the order of"
                        + " their keys. The application's next sync makes records of them. Does not match rows with records that"
                        + " other peers have sent: Morango.adopt does. May be broken off and run again.")
final class AdoptCommand extends WritingCommand {
    private static final int PAGE = 1_000;

    @Parameters(paramLabel = "PROFILE", description = "The profile of the models.")
    private String profile = "";

    @Option(names = "--dry-run", description = "Counts the rows, and notes none.")
    private boolean dryRun;

    @Override
    int run(CliDatabase database, KeyOption key, Output output) {
        requireRoot(database);
        Findings findings = new Findings(1);
        ApplicationTables tables = ApplicationTables.read(database, findings);
        if (findings.count() > 0) {
            throw new MorangoException("Nothing is adopted: " + findings.shown().get(0));
        }
        Map<String, Long> counts = new TreeMap<>();
        List<ApplicationTable> own = tables.all().stream()
                .filter(table -> table.profile().equals(profile))
                .toList();
        own.stream().filter(AdoptCommand::isPlain).forEach(table -> counts.put(table.name(), adopt(database, table)));
        ObjectNode result = Output.object();
        result.put("rows", counts.values().stream().mapToLong(Long::longValue).sum());
        result.put("noted", !dryRun);
        ArrayNode list = result.putArray("tables");
        counts.forEach((name, count) -> list.addObject().put("table", name).put("rows", count));
        String left = leftOut(own, tables);
        if (!left.isEmpty()) {
            result.put("left_out", left + ": call Morango.adopt for them");
        }
        output.print(result);
        return MorangoCli.DONE;
    }

    private void requireRoot(CliDatabase database) {
        if (database.read(session -> AdoptStage.roots(session, profile)).isEmpty()) {
            throw new MorangoException("Rows of profile " + profile
                    + " belong nowhere yet: this database has no certificate of the profile; join first.");
        }
    }

    /** Returns whether all rows of a table are of one model. For others, only the application knows which are. */
    private static boolean isPlain(ApplicationTable table) {
        return table.models().size() == 1;
    }

    private String leftOut(List<ApplicationTable> own, ApplicationTables tables) {
        List<String> models = new ArrayList<>();
        own.stream().filter(table -> !isPlain(table)).forEach(table -> models.addAll(table.models()));
        tables.unchecked().stream()
                .filter(name -> name.startsWith(profile + "/"))
                .forEach(name -> models.add(name.substring(profile.length() + 1)));
        return models.stream().sorted().distinct().collect(Collectors.joining(", "));
    }

    private long adopt(CliDatabase database, ApplicationTable table) {
        long count = 0;
        List<Object> last = null;
        do {
            List<Object> after = last;
            Page page = database.database().transaction(session -> page(session, table, after));
            count += page.rows();
            last = page.last();
        } while (last != null);
        if (!dryRun) {
            database.database().transaction(session -> {
                AdoptStage.done(session, profile, table.models().first());
                return true;
            });
        }
        return count;
    }

    private record Page(@Nullable List<Object> last, int rows) {}

    private Page page(StatelessSession session, ApplicationTable table, @Nullable List<Object> after) {
        List<List<Object>> keys = session.doReturningWork(connection -> table.after(connection, after, PAGE));
        List<String> unknown = AdoptStage.unknown(
                session,
                profile,
                table.models(),
                table.hasRecordIds(),
                keys.stream().map(ApplicationTable::text).toList());
        if (!dryRun) {
            new Outbox(session).addKeys(profile, table.models().first(), Outbox.Kind.CHANGED, unknown);
        }
        return new Page(keys.size() < PAGE ? null : keys.get(PAGE - 1), unknown.size());
    }
}
