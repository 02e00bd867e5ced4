package org.morango.testkit.simulation;

import java.util.SortedMap;
import org.morango.common.Experimental;

/** Database of an application whose rows stay in their partitions, and whose values say which record a row is. */
@Experimental
public interface LessonDatabase extends SimulatedDatabase {

    /** Model of the application's rows. */
    String MODEL = "lesson";

    /** A row of the application. */
    record Row(String partition, String content) {}

    /** Returns the source id of the record of a row. */
    default String sourceId(String source, String partition) {
        return source;
    }

    /**
     * Inserts or changes a row of the application, in a transaction.
     *
     * @param source tells the rows of a partition apart
     * @param content a JSON object with the one member <code>token</code>, a number
     */
    void put(String source, String partition, String content);

    /** Deletes a row of the application, in a transaction. */
    void delete(String id);

    /** Deletes a row of the application and its content on every peer. */
    void hardDelete(String id);

    /** Returns the application's rows by id. Only the token of a content matters. */
    SortedMap<String, Row> rows();
}
