package org.morango.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.CertificateStore;
import org.morango.testkit.InMemoryReplica;

/** The simulation finds peers that believe a liar. */
class GullibleTest {

    private static String found(Lie lie, BiFunction<String, Random, InMemoryReplica> mutant) {
        return Mutants.found(0, seed -> Stream.of(Scenario.lying(seed, List.of(lie))), mutant);
    }

    /** A replica that gives an id to the last record that claims it. */
    private static final class LastTakesTheId extends InMemoryReplica {
        LastTakesTheId(String instance, Random random) {
            super(instance, random);
        }

        @Override
        protected boolean isOusted(SyncRecord stored, SyncRecord received) {
            return true;
        }
    }

    @Test
    void peerThatLetsARecordBeReplacedByAnotherOfItsId() {
        assertThat(found(Lie.ANOTHER_MODEL, LastTakesTheId::new)).isNotEmpty();
    }

    /** A replica that leaves an id to the first record that claims it. */
    private static final class FirstKeepsTheId extends InMemoryReplica {
        FirstKeepsTheId(String instance, Random random) {
            super(instance, random);
        }

        @Override
        protected boolean isOusted(SyncRecord stored, SyncRecord received) {
            return false;
        }
    }

    @Test
    void peerThatLetsAnIdBeTakenBeforeItsRecordArrives() {
        assertThat(found(Lie.ANOTHER_MODEL, FirstKeepsTheId::new)).isNotEmpty();
    }

    /** A replica that takes every certificate for one of everything. */
    private static final class GenerousScopes extends InMemoryReplica {
        GenerousScopes(String instance, Random random) {
            super(instance, random);
        }

        @Override
        public CertificateStore certificates() {
            CertificateStore store = super.certificates();
            return (CertificateStore) Proxy.newProxyInstance(
                    CertificateStore.class.getClassLoader(),
                    new Class<?>[] {CertificateStore.class},
                    (proxy, method, arguments) -> {
                        try {
                            return method.getName().equals("scopeDefinition")
                                    ? Optional.of(ScopeDefinition.named((String) arguments[0], PROFILE)
                                            .primaryParam("dataset_id")
                                            .readWrite("${dataset_id}")
                                            .build())
                                    : method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    @Test
    void peerThatTakesWhatLiesOutsideTheScopeOfItsSender() {
        assertThat(found(Lie.WIDER_FILTER, GenerousScopes::new)).isNotEmpty();
    }
}
