package org.morango.hibernate.internal.pipeline;

import java.util.List;
import org.morango.internal.text.LogText;
import org.morango.replica.HeldBack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what is newly held back. Later syncs, which find it held back already, log nothing. */
public final class HeldBackLog {
    /** The name of the entry point, because the log tells the application to call it. */
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.Morango");

    private HeldBackLog() {}

    /** Logs one line, whatever their number. */
    public static void warn(List<HeldBack> added) {
        if (!added.isEmpty()) {
            HeldBack first = added.get(0);
            LOG.warn(
                    "{} held back and not sent, the first of model {}, id {}: {} All else is synced; Morango.heldBack()"
                            + " lists them.",
                    added.size() == 1 ? "A record is" : added.size() + " records are",
                    LogText.plain(first.modelName()),
                    first.id(),
                    LogText.plain(first.reason()));
        }
    }
}
