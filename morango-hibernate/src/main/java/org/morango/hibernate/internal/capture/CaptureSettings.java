package org.morango.hibernate.internal.capture;

import java.time.Clock;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** Settings by which the changes of a persistence unit are noted. They apply once a peer is made. */
public final class CaptureSettings {
    private CaptureSettings() {}

    /**
     * Applies them.
     *
     * @param clock says when changes are noted; before, it is the system's
     * @param notes number of notes after which the outbox has grown
     * @param grown called after a transaction, in its thread, when this process has written that many notes
     * @param committed called after a transaction that has written notes was committed, in its thread
     */
    public static void apply(
            SessionFactoryImplementor factory, Clock clock, int notes, Runnable grown, Runnable committed) {
        if (factory.getJdbcServices() instanceof CapturingJdbcServices services) {
            services.notes().use(clock, notes, grown, committed);
        }
    }
}
