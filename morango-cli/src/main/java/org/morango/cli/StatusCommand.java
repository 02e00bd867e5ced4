package org.morango.cli;

import java.util.Map;
import java.util.TreeMap;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Ids;
import picocli.CommandLine.Command;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "status", description = "Shows the instance, the content of the database, and what is pending.")
final class StatusCommand extends DatabaseCommand {
    private static final int MOST_MODELS = 1_000;

    @Override
    int run(CliDatabase database, Output output) {
        ObjectNode result = Output.object();
        result.put("instance", database.instance().instanceId);
        result.put("name", Ids.instanceHash(database.instance().instanceId));
        result.put("counter", database.instance().counter);
        Object[] store =
                database.select(Object[].class, 1, """
                        select count(*), coalesce(sum(case when s.deleted = true then 1 else 0 end), 0),
                            coalesce(sum(case when %s then 1 else 0 end), 0)
                        from MorangoStoreRow s""".formatted(StoreRow.LOST)).get(0);
        ArrayNode tables = tables(database);
        long marked = 0;
        for (var table : tables) {
            marked += table.get("dirty").longValue();
        }
        result.put("records", number(store[0]));
        result.put("deleted", number(store[1]));
        result.put("dirty", marked + database.count("select count(*) from MorangoTombstoneRow t"));
        result.put("pending", database.count("select count(*) from MorangoPendingRow p"));
        result.put("refused", database.count("select count(*) from MorangoPendingRow p where p.reason is not null"));
        result.put("held_back", database.count("select count(*) from MorangoHeldBackRow h"));
        result.put("conflicts", number(store[2]));
        result.put("certificates", database.count("select count(*) from MorangoCertificateRow c"));
        result.put("revocations", database.count("select count(*) from MorangoRevocationRow r"));
        result.put(
                "open_sessions", database.count("select count(*) from MorangoSyncSessionRow s where s.active = true"));
        result.put(
                "open_transfers",
                database.count("select count(*) from MorangoTransferSessionRow t where t.active = true"));
        result.put("instances", database.count("select count(distinct m.instance) from MorangoMaxCounterRow m"));
        result.put("counters", database.count("select count(*) from MorangoMaxCounterRow m"));
        result.set("models", models(database));
        result.set("tables", tables);
        output.print(result);
        return MorangoCli.DONE;
    }

    private static ArrayNode models(CliDatabase database) {
        Map<String, Long> pending = new TreeMap<>();
        database.select(
                        Object[].class,
                        MOST_MODELS,
                        "select p.profile, p.modelName, count(*) from MorangoPendingRow p group by p.profile, p.modelName")
                .forEach(row -> pending.put(row[0] + "/" + row[1], number(row[2])));
        ArrayNode models = Output.object().arrayNode();
        database.select(
                        Object[].class,
                        MOST_MODELS,
                        "select s.profile, s.modelName, count(*), sum(case when s.deleted = true then 1 else 0 end)"
                                + " from MorangoStoreRow s group by s.profile, s.modelName"
                                + " order by s.profile, s.modelName")
                .forEach(row -> models.addObject()
                        .put("profile", (String) row[0])
                        .put("model", (String) row[1])
                        .put("records", number(row[2]))
                        .put("deleted", number(row[3]))
                        .put("pending", pending.getOrDefault(row[0] + "/" + row[1], 0L)));
        return models;
    }

    private static ArrayNode tables(CliDatabase database) {
        ArrayNode tables = Output.object().arrayNode();
        for (SyncedTable table : database.syncedTables()) {
            long[] counts = database.read(session -> session.doReturningWork(table::counts));
            tables.addObject().put("table", table.name()).put("rows", counts[0]).put("dirty", counts[1]);
        }
        return tables;
    }

    private static long number(Object count) {
        return ((Number) count).longValue();
    }
}
