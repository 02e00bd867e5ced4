package org.morango.testkit;

import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.morango.hibernate.WipeContract;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

class InMemoryWipeTest extends WipeContract {
    private InMemoryReplica replica = new InMemoryReplica("", new Random(1));

    @Override
    protected Replica replica(String instanceId) {
        replica = new InMemoryReplica(instanceId, new Random(1));
        return replica;
    }

    @Override
    protected Set<String> rows() {
        return replica.rows().keySet();
    }

    @Override
    protected void change(String recordId) {
        SyncRecord rec = Objects.requireNonNull(replica.store().get(recordId));
        replica.put(rec.modelName(), rec.sourceId(), rec.partition(), "{\"title\": \"changed\"}");
    }
}
