package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.Certificates;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.Life;
import org.morango.certificate.Revocation;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.SyncLog;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/** Certificates in the database: lines, and the deletion of expired ones. */
abstract class CertificateContract extends PeerContract {
    static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final SigningKey OTHER_KEY = SigningKey.generate(new SecureRandom());
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant PAST = NOW.minus(Duration.ofDays(1));
    private static final Instant SOON = NOW.plus(Duration.ofDays(1));
    private static final ScopeDefinition ALL = ScopeDefinition.named("everything", "p")
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final Certificate ROOT = Certificate.root(KEY, ALL, Map.of());

    CertificateContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @BeforeEach
    void saveRoot() {
        store().save(ALL);
        store().save(List.of(ROOT), KEY);
    }

    private CertificateStore store() {
        return here.replica().certificates();
    }

    private Certificates certificates() {
        return Peer.on(here.replica(), PeerSettings.defaults()).certificates();
    }

    private Certificate issue(Certificate parent, String salt, Instant expires, @Nullable SigningKey own) {
        Certificate certificate = Certificate.issue(
                KEY,
                parent,
                ALL,
                ROOT.scopeParams(),
                own == null ? KEY.publicKey() : own.publicKey(),
                salt,
                Life.from(NOW.minus(Duration.ofDays(30)), expires));
        store().save(chain(certificate), own);
        return certificate;
    }

    private Certificate renew(Certificate former, Instant expires, @Nullable SigningKey own) {
        Certificate certificate = Certificate.renewal(
                KEY, ROOT, former, (own == null ? OTHER_KEY : own).publicKey(), "after " + former.salt(), NOW, expires);
        store().save(chain(certificate), own);
        return certificate;
    }

    private List<Certificate> chain(Certificate leaf) {
        return Stream.concat(store().chain(String.valueOf(leaf.parentId())).stream(), Stream.of(leaf))
                .toList();
    }

    @Test
    void missingRootIsCreatedOnce() {
        Certificates certificates = certificates();
        certificates.define(ScopeDefinition.whole("q"));
        Certificate root = certificates.createRootIfMissing("whole-q").orElseThrow();

        assertThat(root.profile()).isEqualTo("q");
        assertThat(certificates.createRootIfMissing("whole-q")).isEmpty();
        assertThat(certificates.createRootIfMissing(ALL.id())).isEmpty();
        assertThat(certificates.owned()).extracting(Certificate::id).containsExactlyInAnyOrder(ROOT.id(), root.id());
    }

    @Test
    void rootThatAnotherNodeCreatesIsNotCreatedTwice() {
        certificates().define(ScopeDefinition.whole("q"));
        SyncLog log = here.replica().syncLog();
        SyncLog.Entry turn = log.read("creation of a root of whole-q");
        assertThat(log.begin(turn, Duration.ofMinutes(1), Instant.now())).isPresent();

        assertThat(certificates().createRootIfMissing("whole-q")).isEmpty();
        assertThat(certificates().owned()).hasSize(1);
    }

    @Test
    void rootOfUnknownScopeIsRefused() {
        assertThatThrownBy(() -> certificates().createRootIfMissing("whole-q"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("whole-q is unknown here");
    }

    @Test
    void revocationHoldsForTheLineAndAllBelow() {
        Certificate first = issue(ROOT, "first", SOON, null);
        Certificate second = renew(first, SOON, null);
        Certificate other = issue(ROOT, "other", SOON, null);
        Revocation revocation = Revocation.issue(KEY, ROOT, chain(second), NOW, "lost");
        assertThat(store().save(revocation)).isTrue();
        assertThat(store().revocationsOfLines(CertificateChains.lines(chain(first))))
                .containsExactly(revocation);
        assertThat(store().revocationsOfLines(CertificateChains.lines(chain(other))))
                .isEmpty();
        Certificate below =
                Certificate.issue(OTHER_KEY, second, ALL, ROOT.scopeParams(), KEY.publicKey(), "below", Life.UNSAID);
        List<Certificate> chain =
                Stream.concat(chain(second).stream(), Stream.of(below)).toList();
        assertThat(store().revocationsOfLines(CertificateChains.lines(chain))).containsExactly(revocation);
    }

    @Test
    void quotaOfABranchIsThatOfItsLine() {
        Certificate first = issue(ROOT, "first", SOON, null);
        Certificate second = renew(first, SOON, null);
        Certificate below =
                Certificate.issue(OTHER_KEY, second, ALL, ROOT.scopeParams(), KEY.publicKey(), "below", Life.UNSAID);
        store().save(chain(below), null);
        store().save(Revocation.issue(OTHER_KEY, second, chain(below), NOW, ""));
        assertThat(store().revokedInBranch(first.id())).isOne();
        assertThat(store().revokedInBranch(second.id())).isZero();
    }

    @Test
    void expiredOnesThatNothingNeedsAreDeleted() {
        Certificate own = issue(ROOT, "own", PAST, KEY);
        Certificate renewed = renew(own, SOON, OTHER_KEY);
        Certificate foreign = issue(ROOT, "foreign", PAST, null);
        Certificate good = issue(ROOT, "good", SOON, null);
        Certificate issuer = issue(ROOT, "issuer", PAST, null);
        Certificate below = issue(issuer, "below", PAST, null);
        Certificate revoked = issue(ROOT, "revoked", PAST, null);
        store().save(Revocation.issue(KEY, ROOT, chain(revoked), NOW, ""));
        Certificate open = issue(ROOT, "open", PAST, null);
        here.replica().sessions().create(SyncSession.asServer("5".repeat(32), NOW, "p", open.id(), ROOT.id()));
        assertThat(certificates().removeExpired())
                .containsExactlyInAnyOrder(own.id(), foreign.id(), issuer.id(), below.id());
        assertThat(store().page("", 100))
                .extracting(Certificate::id)
                .contains(ROOT.id(), renewed.id(), good.id(), revoked.id(), open.id())
                .doesNotContain(own.id(), foreign.id(), issuer.id(), below.id());
        assertThat(store().key(own.id())).isEmpty();
        assertThat(certificates().removeExpired()).isEmpty();
        // The former certificate still leads to the renewed one.
        assertThat(certificates().current(own.id())).contains(renewed);
    }

    @Test
    void ownOneStaysUntilAnotherTakesItsPlace() {
        ScopeDefinition part =
                ScopeDefinition.named("part", "p").readWrite("${root}:part").build();
        store().save(part);
        Certificate own = Certificate.issue(
                KEY, ROOT, part, ROOT.scopeParams(), OTHER_KEY.publicKey(), "part", Life.from(PAST, PAST));
        store().save(chain(own), OTHER_KEY);
        assertThat(certificates().removeExpired()).doesNotContain(own.id());
        assertThat(store().key(own.id())).isPresent();
    }
}
