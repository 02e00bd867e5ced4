package org.morango.testkit;

import java.util.Random;
import org.morango.hibernate.PortContract;
import org.morango.replica.Replica;

class InMemoryPortTest extends PortContract {
    @Override
    protected Replica replica(String instanceId) {
        return new InMemoryReplica(instanceId, new Random(1));
    }
}
