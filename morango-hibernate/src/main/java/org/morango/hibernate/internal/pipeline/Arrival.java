package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.Set;
import org.morango.hibernate.internal.store.StoreRow;

/** What is done with each page of received records in the application's tables while they are merged into the store. */
public interface Arrival {
    /** Leaves all of them to the next stage. */
    Arrival NONE = new Arrival() {
        @Override
        public Set<String> delete(Collection<StoreRow> rows) {
            return Set.of();
        }

        @Override
        public Set<String> write(Collection<StoreRow> rows) {
            return Set.of();
        }
    };

    /**
     * Deletes rows of deleted records, before the store is written, and takes the keys of these rows out of the records.
     * Returns the ids of the records that need nothing more.
     */
    Set<String> delete(Collection<StoreRow> rows);

    /** Writes rows of records that are in the store. Returns the ids of the records that need nothing more. */
    Set<String> write(Collection<StoreRow> rows);
}
