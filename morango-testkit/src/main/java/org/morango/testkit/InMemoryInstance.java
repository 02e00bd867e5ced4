package org.morango.testkit;

import java.util.List;
import java.util.Random;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.replica.RestoreClaim;

/** The instance of an {@link InMemoryReplica}, and how its database becomes another one. */
abstract class InMemoryInstance extends InMemoryTables {
    volatile Instance instance;

    InMemoryInstance(String instanceId, Random random) {
        super(random);
        this.instance = new Instance(instanceId, Ids.random(random));
    }

    public Instance instance() {
        return instance;
    }

    public RestoreClaim renewIfRestored(long held) {
        synchronized (lock) {
            if (held <= counter) {
                return RestoreClaim.POSSIBLE;
            }
            if (renewals >= Replica.MOST_RENEWALS) {
                return RestoreClaim.DOUBTED;
            }
            renewals++;
            renewRestored();
            return RestoreClaim.BELIEVED;
        }
    }

    public void renewRestored() {
        synchronized (lock) {
            renew(Math.min(counterAtStart, counter));
        }
    }

    public boolean renewCopied(String shared) {
        synchronized (lock) {
            if (!shared.equals(instance.id())) {
                return true;
            }
            if (renewals >= Replica.MOST_RENEWALS) {
                return false;
            }
            renewals++;
            renew(0);
            return true;
        }
    }

    public long heal(Filter filter) {
        synchronized (lock) {
            String old = instance.id();
            instance = new Instance(Ids.random(random), instance.databaseId());
            counter++;
            RecordVersion version = new RecordVersion(instance.id(), counter);
            List<String> healed = store.values().stream()
                    .map(Stored::content)
                    .filter(rec -> rec.version().instance().equals(old) && filter.contains(rec.partition()))
                    .map(SyncRecord::id)
                    .toList();
            healed.forEach(id -> store.computeIfPresent(
                    id,
                    (same, stored) -> new Stored(
                            stamped(stored.content(), stored.content().history(), version),
                            stored.dirty(),
                            stored.ancestors())));
            return healed.size();
        }
    }

    /**
     * Changes to another instance. Records saved under later counters than the given one get a version of the new
     * instance.
     */
    private void renew(long since) {
        String old = instance.id();
        instance = new Instance(Ids.random(random), instance.databaseId());
        counter++;
        RecordVersion version = new RecordVersion(instance.id(), counter);
        store.replaceAll((id, stored) -> {
            SyncRecord rec = stored.content();
            boolean isNew =
                    rec.version().instance().equals(old) && rec.version().counter() > since;
            return isNew ? new Stored(restamped(rec, old, since, version), stored.dirty(), stored.ancestors()) : stored;
        });
        maxCounters.lower(old, since);
        if (since > 0) {
            // Nobody else announces what the former instance has saved and was not asked for.
            maxCounters.raise("", old, since);
        }
    }
}
