package org.morango.testkit.simulation;

import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;

/** Database that is an {@link InMemoryReplica}. */
public final class InMemoryDatabase implements LessonDatabase {
    private static final int STATEMENTS = 50;

    private final InMemoryReplica replica;

    public InMemoryDatabase(InMemoryReplica replica) {
        this.replica = replica;
        replica.knowModels(MODEL::equals);
    }

    public InMemoryDatabase(String instanceId, Random random) {
        this(new InMemoryReplica(instanceId, random));
    }

    /** Runs the action several times before each pass of a merge, because this database has no statements. */
    @Override
    public void beforeStatements(Runnable action) {
        replica.mergeInPasses(1, () -> {
            for (int i = 0; i < STATEMENTS; i++) {
                action.run();
            }
        });
    }

    @Override
    public Replica replica() {
        return replica;
    }

    @Override
    public void put(String sourceId, String partition, String content) {
        replica.put(MODEL, sourceId, partition, content);
    }

    @Override
    public void delete(String id) {
        replica.delete(id);
    }

    @Override
    public void hardDelete(String id) {
        replica.hardDelete(id);
    }

    @Override
    public SortedMap<String, Row> rows() {
        SortedMap<String, Row> rows = new TreeMap<>();
        replica.rows().forEach((id, content) -> rows.put(id, new Row(replica.partition(id), content)));
        return rows;
    }

    @Override
    public SortedMap<String, SyncRecord> store() {
        return replica.store();
    }

    @Override
    public Map<String, Map<String, Long>> maxCounters() {
        return replica.maxCounters();
    }

    @Override
    public Set<String> heldTransfers() {
        return replica.heldTransfers();
    }

    @Override
    public Runnable backup() {
        InMemoryReplica.Backup copy = replica.backup();
        return () -> replica.restore(copy);
    }

    @Override
    public void close() {}
}
