package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.internal.trust.Revocations;
import org.morango.it.support.Facility;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;

/** An issuer that revokes without end uses up the quota of its own branch only. */
class RevocationQuotaTest {
    private static final int FULL = 10_000;

    private final InMemoryReplica replica = Facility.rootReplica();
    private final Branch loud = new Branch();
    private final Branch quiet = new Branch();

    /** A certificate that the root has signed, and whose owner signs others. */
    private static final class Branch {
        private final SigningKey key = SigningKey.generate(new SecureRandom());
        private final Certificate certificate = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                key.publicKey(),
                "0".repeat(32));

        /** Returns the chain of a new certificate below it. */
        private List<Certificate> below() {
            Certificate below = Certificate.issue(
                    key,
                    certificate,
                    Facility.FULL,
                    Facility.ROOT.scopeParams(),
                    SigningKey.generate(new SecureRandom()).publicKey(),
                    "1".repeat(32));
            return List.of(Facility.ROOT, certificate, below);
        }

        private Revocation revoke(List<Certificate> chain) {
            return Revocation.issue(key, certificate, chain, Instant.now(), "");
        }
    }

    private Revocations revocations;

    @BeforeEach
    void fillOneBranch() {
        revocations = new Revocations(
                fullFor(loud.certificate.id()), Facility.settings().build());
    }

    /** Returns the replica with the full quota of revocations by a branch. */
    private Replica fullFor(String branch) {
        CertificateStore store = instead(
                CertificateStore.class,
                replica.certificates(),
                "revokedInBranch",
                args -> args[0].equals(branch)
                        ? (long) FULL
                        : replica.certificates().revokedInBranch((String) args[0]));
        return instead(Replica.class, replica, "certificates", args -> store);
    }

    private interface Answer {
        Object of(Object[] args);
    }

    private static <T> T instead(Class<T> type, T real, String method, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, args) -> {
            try {
                return called.getName().equals(method) ? answer.of(args) : called.invoke(real, args);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private boolean isTaken(Revocation revocation, List<Certificate> chain) {
        int taken = revocations.accept(new Revocations.Statements(List.of(revocation), chain), Facility.ROOT.id());
        return taken == 1;
    }

    @Test
    void fullBranchIsNotHeardAboutStrangers() {
        List<Certificate> chain = loud.below();
        assertThat(isTaken(loud.revoke(chain), chain)).isFalse();
        assertThat(replica.certificates().revoked(Facility.ROOT.id())).isEmpty();
    }

    @Test
    void whatConcernsACertificateThatIsHereIsTaken() {
        List<Certificate> chain = loud.below();
        replica.certificates().save(chain, null);
        assertThat(isTaken(loud.revoke(chain), chain)).isTrue();
    }

    @Test
    void otherBranchesAndTheRootAreHeard() {
        List<Certificate> chain = quiet.below();
        assertThat(isTaken(quiet.revoke(chain), chain)).isTrue();
        assertThat(replica.certificates().revokedInBranch(quiet.certificate.id()))
                .isEqualTo(1);
        List<Certificate> other = loud.below();
        Revocation byRoot = Revocation.issue(Facility.ROOT_KEY, Facility.ROOT, other, Instant.now(), "");
        assertThat(isTaken(byRoot, other)).isTrue();
        assertThat(replica.certificates().revokedInBranch(loud.certificate.id()))
                .isZero();
    }
}
