package org.morango.hibernate;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A received record that cannot be written into its entity's table.
 *
 * @param content the record's members, a copy; empty if what was received is no JSON object
 * @param reason why it cannot be written, as {@link PendingRecord#reason} says
 * @param collidingIds the ids of the rows that have what this one has to have for itself, by a unique constraint; empty if
 *     that is not the reason
 */
public record RefusedRecord(
        String id,
        String profile,
        String model,
        String partition,
        ObjectNode content,
        String reason,
        List<String> collidingIds) {}
