package org.morango.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts peers for each test of a class, or for one test method, whose own annotation goes before that of its class. Test
 * methods and their {@code @BeforeEach} and {@code @AfterEach} methods take them as parameters: {@link TestPeers} for all
 * of them, or as many {@link TestPeer} as are needed, the first parameter being the first peer.
 *
 * <p>Each peer has an in-memory H2 database of its own, empty when a test begins. {@link PeersExtension#builder()} can set
 * more.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(PeersExtension.class)
public @interface Peers {

    /** The entities of the persistence unit, synced or not. The synced ones have to be of one profile. */
    Class<?>[] entities();

    /** How many peers, from 1. */
    int count() default 2;

    /** The scope definitions that all of them know; it needs a constructor without parameters. */
    Class<? extends TestScopes> scopes() default TestScopes.FullAccess.class;
}
