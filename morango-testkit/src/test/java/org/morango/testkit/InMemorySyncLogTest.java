package org.morango.testkit;

import java.util.List;
import java.util.Random;
import org.morango.hibernate.SyncLogContract;
import org.morango.replica.SyncLog;

class InMemorySyncLogTest extends SyncLogContract {
    @Override
    protected List<SyncLog> nodes() {
        SyncLog log = new InMemoryReplica("a".repeat(32), new Random(1)).syncLog();
        return List.of(log, log);
    }
}
