package org.morango.hibernate.hook;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A received record that cannot be written into its entity's table.
 *
 * @param content the record's members, a copy; empty if the received text is not a JSON object
 * @param reason why it cannot be written, as {@link org.morango.hibernate.report.PendingRecord#reason} says
 * @param collidingIds the ids of the rows that hold the values that a unique constraint requires this record to have
 *     alone; empty if that is not the reason
 */
public record RejectedRecord(
        String id,
        String profile,
        String model,
        String partition,
        ObjectNode content,
        String reason,
        List<String> collidingIds) {}
