package org.morango.hibernate.internal.capture;

import java.time.Clock;
import org.hibernate.engine.spi.SessionFactoryImplementor;

/** The clock by which changes are noted. Until a peer is made, it is the system's. */
public final class CaptureClock {
    private CaptureClock() {}

    public static void set(SessionFactoryImplementor factory, Clock clock) {
        if (factory.getJdbcServices() instanceof CapturingJdbcServices services) {
            services.notes().use(clock);
        }
    }
}
