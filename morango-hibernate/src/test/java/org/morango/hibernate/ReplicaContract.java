package org.morango.hibernate;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;
import org.morango.replica.Replica;
import org.morango.replica.SyncLog;

/** Behaviour of a replica on every database. */
abstract class ReplicaContract extends MappingsContract {
    private static Peers peers;

    /** Two peers that all tests of a class use, because starting one takes longer than most tests. */
    record Peers(TestPeer here, TestPeer there) {}

    @Override
    Peers peers() {
        if (peers == null) {
            TestDatabase database = database();
            peers = new Peers(new TestPeer(database.createUrl()), new TestPeer(database.createUrl()));
        }
        return peers;
    }

    @AfterAll
    static void closePeers() {
        if (peers != null) {
            peers.here().close();
            peers.there().close();
            peers = null;
        }
    }

    @Nested
    class Port extends PortContract {
        @Override
        protected Replica replica(String instanceId) {
            return peers().here().begin(instanceId);
        }

        /** Merges in memory. {@link DequeueContract} compares the databases after the same merges. */
        @Override
        @Nightly
        @TestFactory
        Stream<DynamicTest> mergesAsPythonMorango() throws IOException {
            return super.mergesAsPythonMorango();
        }
    }

    @Nested
    class Moving extends MoveContract {
        Moving() {
            super(peers());
        }
    }

    @Nested
    class Capture extends CaptureContract {
        Capture() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class EntityLife extends EntityLifeContract {
        EntityLife() {
            super(peers());
        }
    }

    @Nested
    class Changes extends OutboxContract {
        Changes() {
            super(peers());
        }
    }

    @Nested
    class Feed extends ChangeFeedContract {
        Feed() {
            super(peers());
        }
    }

    @Nested
    class Bulk extends BulkContract {
        Bulk() {
            super(peers());
        }
    }

    @Nested
    class Sql extends SqlContract {
        Sql() {
            super(peers());
        }
    }

    @Nested
    class OfTenants extends TenantContract {
        OfTenants() {
            super(database());
        }
    }

    @Nested
    class HooksOfTenants extends TenantHooksContract {
        HooksOfTenants() {
            super(database());
        }
    }

    @Nested
    class ByTriggers extends TriggerContract {
        ByTriggers() {
            super(database());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Rescans extends RescanContract {
        Rescans() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Serialize extends SerializeContract {
        Serialize() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class HoldingBack extends HeldBackContract {
        HoldingBack() {
            super(peers());
        }
    }

    @Nested
    class Transfer extends TransferContract {
        Transfer() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Sessions extends SessionContract {
        Sessions() {
            super(peers());
        }
    }

    @Nested
    class Inviting extends InvitationContract {
        @Override
        protected List<Replica> nodes() {
            TestPeer here = peers().here();
            here.clear();
            Replica one = here.replica();
            here.restart();
            return List.of(one, here.replica());
        }
    }

    @Nested
    class Log extends SyncLogContract {
        @Override
        protected List<SyncLog> nodes() {
            TestPeer here = peers().here();
            here.clear();
            SyncLog one = here.replica().syncLog();
            here.restart();
            return List.of(one, here.replica().syncLog());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Dequeue extends DequeueContract {
        Dequeue() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Deserialize extends DeserializeContract {
        Deserialize() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class OwnPlace extends OwnPlaceContract {
        OwnPlace() {
            super(peers());
        }
    }

    @Nested
    class Poisoned extends PoisonContract {
        Poisoned() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Readers extends ReaderContract {
        Readers() {
            super(peers());
        }
    }

    @Nested
    class Reaching extends ReachContract {
        Reaching() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Integrate extends IntegrateContract {
        Integrate() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Conflicting extends ConflictContract {
        Conflicting() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class KeptConflicts extends KeptConflictContract {
        KeptConflicts() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Delete extends DeletionContract {
        Delete() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class DeleteMany extends ManyDeletionsContract {
        DeleteMany() {
            super(peers());
        }
    }

    @Nested
    class Concurrent extends ConcurrencyContract {
        Concurrent() {
            super(peers());
        }
    }

    @Nested
    class Values extends ValueContract {
        Values() {
            super(peers());
        }
    }

    @Nested
    class Foreign extends ForeignDatabaseContract {
        Foreign() {
            super(peers());
        }
    }

    @Nested
    class Validation extends ValidationContract {
        Validation() {
            super(peers());
        }
    }

    @Nested
    class Unique extends UniqueContract {
        Unique() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Listening extends ListenerContract {
        Listening() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Restoring extends RestoreContract {
        Restoring() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Adapting extends AdaptationContract {
        Adapting() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Evolution extends EvolutionContract {
        Evolution() {
            super(database());
        }
    }

    @Nested
    class Settings extends SettingsContract {
        Settings() {
            super(database());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Unfinished extends UnfinishedContract {
        Unfinished() {
            super(peers());
        }
    }

    @Nested
    class Certifying extends CertificateContract {
        Certifying() {
            super(peers());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Pool extends PoolContract {
        Pool() {
            super(database());
        }
    }

    @Nested
    @SameOnEveryDatabase
    class Upgrading extends UpgradeContract {
        Upgrading() {
            super(database());
        }
    }

    @Nested
    class LocalTimes extends LocalTimeContract {
        LocalTimes() {
            super(database());
        }
    }

    @Nested
    class Locating extends LocationContract {
        Locating() {
            super(database());
        }
    }

    @Nested
    class Migration extends MigrationContract {
        Migration() {
            super(database());
        }
    }
}
