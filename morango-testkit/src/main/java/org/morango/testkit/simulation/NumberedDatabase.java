package org.morango.testkit.simulation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.common.Experimental;

/**
 * Database of an application that numbers its rows itself, so that nothing in a row says which record it is. The rows
 * refer to each other, and belong to another partition when they come to another place. A number may be given again when
 * its row is gone.
 */
@Experimental
public interface NumberedDatabase extends SimulatedDatabase {

    /** The kinds of rows. Each is a model. */
    enum Kind {
        /** Its tag is unique, and stays in its place. Two peers may enter the same one; people unite the two. */
        OWNER(null),
        /** Moves, and may have an owner. */
        CRATE(OWNER),
        /** Is in a crate. Moves with it, and by itself. */
        PARCEL(CRATE);

        private final @Nullable Kind parent;

        Kind(@Nullable Kind parent) {
            this.parent = parent;
        }

        /** Returns the kind of the rows to which its rows refer; null if they refer to none. */
        @Nullable
        public Kind parent() {
            return parent;
        }

        /** Returns the name of the model. */
        public String model() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A row of the application.
     *
     * @param tag tells things apart, at all peers
     * @param place the end of its partition, without colons
     * @param parent the key of the row to which it refers
     */
    record Row(
            Kind kind,
            long key,
            String tag,
            String place,
            int token,
            @Nullable Long parent) {

        /** Returns this row with other values. */
        public Row with(String itsPlace, int itsToken, @Nullable Long itsParent) {
            return new Row(kind, key, tag, itsPlace, itsToken, itsParent);
        }
    }

    /** Inserts a row, in a transaction; its key does not matter. */
    void insert(Row row);

    /** Changes a row to these values, in a transaction. */
    void update(Row row);

    /** Deletes rows in this order, in a transaction; if hard, their contents on every peer as well. */
    void delete(List<Row> rows, boolean hard);

    /**
     * Makes one record of a row and a pending record.
     *
     * @throws org.morango.common.MorangoException if they cannot be one
     */
    void unite(Row row, String recordId);

    /** Returns the application's rows in the order of their kinds and keys. */
    List<Row> rows();

    /** Returns the keys of the records' rows, by the ids of the records. */
    Map<String, Long> keys();

    /** Returns the reasons of the pending records, by id. */
    Map<String, String> pending();

    /** Returns the ids of the records that continue others, by the ids of these. */
    Map<String, String> successors();
}
