package org.morango.hibernate;

import java.security.SecureRandom;
import java.time.Clock;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;

/** Opens replicas without {@link Morango}, for tests that call their operations one by one. It is here for access. */
public final class BareReplica {
    private BareReplica() {}

    public static Replica on(SessionFactory factory, SecureRandom random) {
        return on(factory, random, Clock.systemUTC());
    }

    public static Replica on(SessionFactory factory, SecureRandom random, Clock clock) {
        return new HibernateReplica(
                (SessionFactoryImplementor) factory,
                PeerSettings.builder().random(random).clock(clock).build(),
                Hooks.NONE);
    }
}
