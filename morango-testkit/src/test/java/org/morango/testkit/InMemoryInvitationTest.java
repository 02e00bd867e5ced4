package org.morango.testkit;

import java.util.List;
import java.util.Random;
import org.morango.hibernate.InvitationContract;
import org.morango.replica.Replica;

class InMemoryInvitationTest extends InvitationContract {
    @Override
    protected List<Replica> nodes() {
        Replica one = new InMemoryReplica("1".repeat(32), new Random(1));
        return List.of(one, one);
    }
}
