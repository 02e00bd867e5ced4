package org.morango.replica;

import java.util.Map;

/**
 * What a step of a {@linkplain Replica#wipe wipe} has done. Immutable.
 *
 * @param isLast whether nothing is left to do
 * @param removed number of removed records
 * @param stayed the ids of records that stay, with the reasons
 */
public record WipedPage(boolean isLast, long removed, Map<String, String> stayed) {
    public WipedPage {
        stayed = Map.copyOf(stayed);
    }
}
