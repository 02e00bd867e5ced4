package org.morango.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts peers for each test of a class, or for one test method. The annotation of a method takes precedence over that
 * of its class. Test methods and their {@code @BeforeEach} and {@code @AfterEach} methods take the peers as parameters:
 * {@link TestPeers} for all of them, or any number of {@link TestPeer}, of which the first parameter is the first peer.
 *
 * <p>Each peer has an in-memory H2 database of its own, which is empty when a test begins.
 * {@link PeersExtension#builder()} has more settings.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PeersExtension.class)
public @interface Peers {

    /** The entities of the persistence unit, synced or not. The synced ones need to have the same profile. */
    Class<?>[] entities();

    /** Number of peers, from 1. */
    int count() default 2;

    /** The scope definitions that all peers know. The class needs a constructor without parameters. */
    Class<? extends TestScopes> scopes() default TestScopes.FullAccess.class;
}
