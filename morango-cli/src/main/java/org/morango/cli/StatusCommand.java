package org.morango.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.KeyCipher;
import org.morango.hibernate.internal.pipeline.UnsentRecords;
import org.morango.hibernate.internal.store.HibernateSessionStore;
import org.morango.hibernate.internal.store.Secrets;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.internal.transfer.UnsentReport;
import org.morango.record.Ids;
import org.morango.unsent.Unsent;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "status", description = "Shows the instance, the content of the database, and what is pending.")
final class StatusCommand extends DatabaseCommand {
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
        ArrayNode models = ModelCounts.of(database);
        result.put("records", number(store[0]));
        result.put("deleted", number(store[1]));
        result.put("unserialized", sum(models, ModelCounts.UNSERIALIZED));
        result.put("unplaced", sum(models, ModelCounts.UNPLACED));
        Unsent unsent = unsent(database, models);
        result.put("unsent", unsent.count());
        result.put("unsent_since", text(unsent.oldest()));
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
        result.set("models", models);
        ArrayNode peers = result.putArray("unsent_to");
        unsent.peers()
                .forEach(peer -> peers.addObject()
                        .put("instance", peer.instance())
                        .put("device", peer.device())
                        .put("profile", peer.profile())
                        .put("address", peer.address())
                        .put("unsent", peer.count())
                        .put("since", text(peer.oldest()))
                        .put("known_at", text(peer.learned())));
        output.print(result);
        return MorangoCli.DONE;
    }

    private static Unsent unsent(CliDatabase database, ArrayNode models) {
        Set<String> profiles = new TreeSet<>();
        models.forEach(model -> profiles.add(model.get("profile").stringValue()));
        Secrets secrets = new Secrets(KeyCipher.NONE, new SecureRandom());
        return new UnsentReport(
                        CertificatesCommand.store(database, KeyCipher.NONE),
                        new HibernateSessionStore(database.database(), secrets, secrets.random(), Clock.systemUTC()),
                        (profile, recipients) ->
                                database.read(session -> UnsentRecords.count(session, profile, recipients)))
                .make(profiles);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static long sum(ArrayNode models, String name) {
        long sum = 0;
        for (JsonNode model : models) {
            sum += model.get(name).longValue();
        }
        return sum;
    }

    private static long number(Object count) {
        return ((Number) count).longValue();
    }
}
