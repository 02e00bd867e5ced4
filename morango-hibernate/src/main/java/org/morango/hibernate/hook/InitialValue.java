package org.morango.hibernate.hook;

import org.jspecify.annotations.Nullable;
import org.morango.common.Experimental;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives an attribute that is not synced its value in rows that syncs insert, for example the account to which rows from
 * elsewhere are ascribed. Registered by {@link org.morango.hibernate.MorangoBuilder#initialValue}.
 */
@FunctionalInterface
@Experimental
public interface InitialValue {
    /**
     * Called for each row before it is inserted, by the thread that writes, inside its transaction: be quick, and do not
     * query the database. If it throws, the record stays in the store with the reason.
     *
     * @param members the record's content; changes to it have no effect
     * @return the attribute's value; for a reference, the key of the row to which it refers; null for none
     */
    @Nullable
    Object of(ObjectNode members);
}
