package org.morango.hibernate;

import org.morango.Experimental;
import org.morango.record.Filter;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adapts what is written into the application's table to what this database holds: takes out a reference to a record that
 * the sync's scope leaves out, say. The record itself stays as it was received, and is passed on so; what was adapted counts
 * as changed here only once the application changes it. Registered for an entity by {@link MorangoBuilder#adapt}.
 */
@FunctionalInterface
@Experimental
public interface RecordAdapter {
    /**
     * Called for each record of the entity before it is written, and again each time that is tried. Called by the thread
     * that writes, inside its transaction: be quick. If it throws, the record stays in the store with the reason.
     *
     * @param members the record's content, to be changed in place; a member that is removed counts as null
     * @param filter what the sync is about
     */
    void adapt(ObjectNode members, Filter filter);
}
