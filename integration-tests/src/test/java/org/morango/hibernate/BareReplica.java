package org.morango.hibernate;

import java.security.SecureRandom;
import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.replica.Replica;

/** Opens replicas without {@link Morango}, for tests that call their operations one by one. It is here for access. */
public final class BareReplica {
    private BareReplica() {}

    public static Replica on(SessionFactory factory, SecureRandom random) {
        return new HibernateReplica((SessionFactoryImplementor) factory, random);
    }
}
