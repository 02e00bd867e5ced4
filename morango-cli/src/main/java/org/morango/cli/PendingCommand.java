package org.morango.cli;

import java.util.List;
import org.morango.hibernate.internal.store.IdJavaType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "pending",
        description = "Lists the received records that are not in the application's tables, with the reasons.")
final class PendingCommand extends DatabaseCommand {
    @Mixin
    private Page page = new Page();

    @Option(names = "--refused", description = "Only records that could not be written.")
    private boolean refused;

    @Override
    int run(CliDatabase database, Output output) {
        List<Object[]> rows = database.select(
                Object[].class,
                page.limit(),
                "select p.id, p.profile, p.modelName, s.partition, s.deleted, p.reason"
                        + " from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
                        + " where p.id" + IdJavaType.above(page.after()) + "?1"
                        + (refused ? " and p.reason is not null" : "") + " order by p.id",
                IdJavaType.orLowest(page.after()));
        ObjectNode result = Output.object();
        page.put(
                result,
                "pending",
                rows,
                row -> Output.object()
                        .put("id", (String) row[0])
                        .put("profile", (String) row[1])
                        .put("model", (String) row[2])
                        .put("partition", (String) row[3])
                        .put("deleted", (Boolean) row[4])
                        .put("reason", (String) row[5]));
        output.print(result);
        return MorangoCli.DONE;
    }
}
