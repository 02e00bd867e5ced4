package org.morango.replica;

import java.util.Map;
import org.morango.common.MorangoException;

/**
 * This database was found to be restored from an older copy, and has become another instance; the next transfer
 * succeeds.
 */
public final class RestoredException extends MorangoException {
    private static final long serialVersionUID = 1L;

    /** @param instance the instance id of this database until now */
    public RestoredException(String instance, String transferId) {
        super(
                "The database of instance " + instance
                        + " was restored from an older copy. It is another instance now; sync again.",
                Map.of("instance", instance, "transfer", transferId));
    }
}
