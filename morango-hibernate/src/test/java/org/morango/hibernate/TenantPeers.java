package org.morango.hibernate;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.morango.hibernate.TenantShapes.Note;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Two peers, in whose tables are the rows of several tenants, of which a session sees one. */
abstract class TenantPeers {
    static final String ROOT = SmallPeer.ROOT.id();
    final TestDatabase database;
    static SmallPeer here;
    static SmallPeer there;

    TenantPeers(TestDatabase database) {
        this.database = database;
    }

    @BeforeEach
    void start() {
        if (here == null) {
            here = TenantShapes.peer(database);
            there = TenantShapes.peer(database);
        } else {
            TenantShapes.empty(here);
            TenantShapes.empty(there);
        }
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
        here = null;
    }

    static <T> T as(String tenant, Supplier<T> work) {
        TenantShapes.as(tenant);
        try {
            return work.get();
        } finally {
            TenantShapes.asNobody();
        }
    }

    static void run(SmallPeer peer, String tenant, Consumer<Session> work) {
        as(tenant, () -> {
            peer.run(work);
            return true;
        });
    }

    static List<String> texts(SmallPeer peer, String tenant, String query) {
        return as(
                tenant,
                () -> peer.get(session ->
                        session.createSelectionQuery(query, String.class).getResultList()));
    }

    static List<String> notes(SmallPeer peer, String tenant) {
        return texts(peer, tenant, "select n.text from Note n order by n.text");
    }

    static List<String> papers(SmallPeer peer, String tenant) {
        return texts(peer, tenant, "select p.title from Paper p order by p.title");
    }

    static List<StoreRow> store(SmallPeer peer, String model) {
        return as("any", () -> peer.store(model));
    }

    static StoreRow record(SmallPeer peer, String text) {
        return as("any", peer::store).stream()
                .filter(row -> !row.deleted && row.serialized().contains("\"" + text + "\""))
                .findFirst()
                .orElseThrow();
    }

    static List<String> reasons(SmallPeer peer) {
        return as("any", peer::reasons);
    }

    DeserializeResult receive(SyncRecord... records) {
        return receive(here, records);
    }

    static DeserializeResult receive(SmallPeer peer, SyncRecord... records) {
        return as("any", () -> peer.receive(records));
    }

    /** Makes a note of each tenant, which both peers have. */
    void twoNotes() {
        run(here, "a", session -> session.persist(new Note("of a")));
        run(here, "b", session -> session.persist(new Note("of b")));
        here.sync(there);
    }
}
