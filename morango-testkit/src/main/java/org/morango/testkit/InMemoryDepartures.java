package org.morango.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.morango.record.Ids;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.Departure;
import org.morango.replica.Instance;
import org.morango.replica.WipedPage;

/** How an {@link InMemoryReplica} removes what it leaves. */
abstract class InMemoryDepartures extends InMemoryInstance {
    private static final int PAGE = 3;

    InMemoryDepartures(String instanceId, Random random) {
        super(instanceId, random);
    }

    public void note(Departure departure) {
        synchronized (lock) {
            departing.putIfAbsent(departure.certificateId(), new Departing(departure, false, ""));
        }
    }

    public List<Departure> departures() {
        return departing.values().stream().map(Departing::departure).toList();
    }

    public WipedPage wipe(String certificateId, Set<String> kept) {
        synchronized (lock) {
            Departing begun = departing.get(certificateId);
            if (begun == null) {
                return new WipedPage(true, 0, Map.of());
            }
            if (!begun.forgotten()) {
                forget(begun.departure(), kept);
                departing.put(certificateId, new Departing(begun.departure(), true, ""));
                return new WipedPage(false, 0, Map.of());
            }
            return removePage(begun);
        }
    }

    private void forget(Departure left, Set<String> kept) {
        RecordVersion former = new RecordVersion(instance.id(), counter);
        Set<String> remaining = new TreeSet<>(kept);
        remaining.removeIf(left::isTouchedBy);
        store.values().stream()
                .map(Stored::content)
                .filter(rec -> rec.version().instance().equals(former.instance()))
                .map(SyncRecord::partition)
                .filter(partition -> !left.contains(partition))
                .filter(partition -> remaining.stream().noneMatch(partition::startsWith))
                .toList()
                .forEach(remaining::add);
        maxCounters.forget(left, former, remaining);
        instance = new Instance(Ids.random(random), instance.databaseId());
        counter++;
    }

    private WipedPage removePage(Departing begun) {
        Departure left = begun.departure();
        List<String> page = store.tailMap(begun.last(), false).values().stream()
                .map(Stored::content)
                .filter(rec -> rec.profile().equals(left.profile()) && left.contains(rec.partition()))
                .map(SyncRecord::id)
                .limit(PAGE)
                .toList();
        Map<String, String> stayed = new LinkedHashMap<>();
        page.stream()
                .filter(this::isChanged)
                .forEach(id -> stayed.put(id, "the row of " + id + " has just been changed here"));
        page.stream().filter(id -> !stayed.containsKey(id)).forEach(this::remove);
        boolean isLast = page.size() < PAGE;
        if (isLast) {
            departing.remove(left.certificateId());
        } else {
            departing.put(left.certificateId(), new Departing(left, true, page.get(PAGE - 1)));
        }
        return new WipedPage(isLast, page.size() - stayed.size(), stayed);
    }

    private boolean isChanged(String id) {
        Row row = rows.get(id);
        return row != null && row.dirty();
    }

    private void remove(String id) {
        store.remove(id);
        rows.remove(id);
        tombstones.remove(id);
        heldBack.remove(id);
    }
}
