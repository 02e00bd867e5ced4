package org.morango.replica;

import java.util.Map;
import org.morango.common.MorangoException;
import org.morango.record.SyncRecord;

/**
 * A queued record is not in the filter of its transfer any more, and must not be sent. Another peer had taken the id of a
 * record, whose owner has replaced it since it was queued.
 */
public final class OutsideFilterException extends MorangoException {
    private static final long serialVersionUID = 1L;

    /** @param rec the record as it is stored now */
    public OutsideFilterException(SyncRecord rec) {
        super(
                "Record " + rec.id() + " is in another partition than when it was queued.",
                Map.of("record", rec.id(), "model", rec.modelName()));
    }
}
