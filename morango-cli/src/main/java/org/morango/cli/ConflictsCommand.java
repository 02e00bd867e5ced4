package org.morango.cli;

import java.util.List;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.EntityContents;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.ConflictingContent;
import org.morango.record.Ids;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "conflicts",
        description = "Conflicting contents. The application resolves and dismisses them.",
        subcommands = {ConflictsCommand.Listing.class, ConflictsCommand.Show.class})
final class ConflictsCommand {

    @Command(name = "list", description = "Lists the records with conflicting contents.")
    static final class Listing extends DatabaseCommand {
        @Mixin
        private Page page = new Page();

        @Override
        int run(CliDatabase database, Output output) {
            List<StoreRow> rows = database.select(
                    StoreRow.class,
                    page.limit(),
                    "from MorangoStoreRow s where s.id" + IdJavaType.above(page.after()) + "?1 and " + StoreRow.LOST
                            + " order by s.id",
                    IdJavaType.orLowest(page.after()));
            ObjectNode result = Output.object();
            page.put(
                    result,
                    "conflicts",
                    rows,
                    row -> describe(row).put("lost", lost(row).size()));
            output.print(result);
            return MorangoCli.DONE;
        }
    }

    @Command(name = "show", description = "Shows a record's content as last serialized, and its conflicting contents.")
    static final class Show extends DatabaseCommand {
        @Parameters(paramLabel = "ID", description = "The record.")
        private String id = "";

        @Override
        int run(CliDatabase database, Output output) {
            StoreRow row = Ids.isId(id) ? database.read(session -> session.get(StoreRow.class, id)) : null;
            if (row == null || row.conflictingData().isEmpty()) {
                throw new MorangoException(
                        row == null ? "No record has the id " + id + "." : "Record " + id + " has lost nothing.");
            }
            ObjectNode result = describe(row);
            result.put("saved_by", row.lastSavedInstance);
            result.put("counter", row.lastSavedCounter);
            result.set("current", EntityContents.parse(row.serialized()));
            ArrayNode contents = result.putArray("lost");
            lost(row).forEach(lost -> {
                ObjectNode described = contents.addObject();
                described.set("content", EntityContents.parse(lost.content()));
                lost.author().ifPresent(author -> described.put("saved_by", author));
                lost.time().ifPresent(time -> described.put("lost_at", time.toString()));
            });
            if (output.isJson()) {
                output.print(result);
                return MorangoCli.DONE;
            }
            // Contents are too long for a table.
            result.remove("lost");
            output.print(result);
            contents.forEach(content -> output.line("lost       " + content.get("content")));
            return MorangoCli.DONE;
        }
    }

    private static ObjectNode describe(StoreRow row) {
        return Output.object()
                .put("id", row.id)
                .put("profile", row.profile)
                .put("model", row.modelName)
                .put("partition", row.partition)
                .put("deleted", row.deleted);
    }

    private static List<ConflictingContent> lost(StoreRow row) {
        return ConflictingContent.all(row.conflictingData()).stream()
                .filter(lost -> !lost.content().equals(row.serialized()))
                .toList();
    }
}
