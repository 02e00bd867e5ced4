package org.morango.hibernate.hook;

import org.morango.common.Experimental;
import org.morango.record.Filter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adapts the content that is written into the application's table to what this database holds, for example by removing
 * a reference to a record outside the sync's scope. The record itself stays as it was received, and is passed on
 * unchanged. An adapted member counts as changed here only once the application changes it. Registered for an entity by
 * {@link org.morango.hibernate.MorangoBuilder#adapt}.
 */
@FunctionalInterface
@Experimental
public interface RecordAdapter {
    /**
     * Called for each record of the entity before it is written, and again at each further attempt. Called by the
     * thread that writes, inside its transaction: be quick. If it throws, the record stays in the store with the
     * reason.
     *
     * @param members the record's content, to be changed in place; a removed member counts as null
     * @param filter the filter of the sync
     */
    void adapt(ObjectNode members, Filter filter);
}
