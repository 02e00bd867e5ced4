package org.morango.testkit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import tools.jackson.databind.node.ObjectNode;

/** The syncable rows of one peer in wire format. */
record SyncableRows(SessionFactoryImplementor factory, Map<Key, ObjectNode> content) {
    private static final int PAGE = 1_000;

    /** Model name and id of a row. */
    record Key(String model, String id) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int models = model.compareTo(other.model);
            return models != 0 ? models : id.compareTo(other.id);
        }

        @Override
        public String toString() {
            return model + " " + id;
        }
    }

    static SyncableRows of(TestPeer peer) {
        SessionFactoryImplementor factory = peer.entityManagerFactory().unwrap(SessionFactoryImplementor.class);
        Map<Key, ObjectNode> content = new TreeMap<>();
        factory.inStatelessTransaction(session ->
                SyncableModels.of(factory).inOrder(peer.profile()).forEach(model -> read(session, model, content)));
        return new SyncableRows(factory, content);
    }

    private static void read(StatelessSession session, SyncableModel model, Map<Key, ObjectNode> content) {
        RowKeys ids = new RowKeys(session, SyncableModels.of((SessionFactoryImplementor) session.getFactory()));
        List<Object> keys = session.createSelectionQuery(
                        "select " + model.key().selection().select("e") + " from " + model.entityName() + " e",
                        Object.class)
                .getResultList();
        for (int from = 0; from < keys.size(); from += PAGE) {
            List<Object> page = keys.subList(from, Math.min(keys.size(), from + PAGE));
            Map<Object, String> known = ids.ids(model.entityClass(), page);
            for (RecordContent row : RecordContent.select(session, model, page, ids::ids)) {
                String id = known.getOrDefault(model.key().key(row.key()), "unsynced " + row.key());
                content.put(new Key(model.name(), id), row.members());
            }
        }
    }

    /** Returns the store's explanation of a missing row. */
    String reasonForAbsence(Key key) {
        List<Object[]> found = factory.fromStatelessTransaction(session -> session.createSelectionQuery(
                        "select s.deleted, p.id, p.reason from MorangoStoreRow s"
                                + " left join MorangoPendingRow p on p.id = s.id where s.id = :id",
                        Object[].class)
                .setParameter("id", key.id())
                .getResultList());
        if (found.isEmpty()) {
            return " (never received)";
        }
        Object[] row = found.get(0);
        if (Boolean.TRUE.equals(row[0])) {
            return " (deleted)";
        }
        return row[2] != null ? " (" + row[2] + ")" : row[1] != null ? " (received, not written yet)" : "";
    }
}
