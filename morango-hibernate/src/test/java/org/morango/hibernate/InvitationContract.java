package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationCode;
import org.morango.invitation.InvitationState;
import org.morango.record.ScopeDefinition;
import org.morango.replica.InvitationStore;
import org.morango.replica.Replica;

/** The store of invitations, on databases and in memory. */
public abstract class InvitationContract {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey KEY = SigningKey.generate(RANDOM);
    private static final SigningKey OTHER_KEY = SigningKey.generate(RANDOM);
    private static final ScopeDefinition ALL = ScopeDefinition.named("everything", "p")
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final Certificate ROOT = Certificate.root(KEY, ALL, Map.of());

    private Replica here;
    private InvitationStore one;
    private InvitationStore other;

    /** Returns two nodes on one empty database. */
    protected abstract List<Replica> nodes();

    @BeforeEach
    void begin() {
        List<Replica> nodes = nodes();
        here = nodes.get(0);
        here.certificates().save(ALL);
        here.certificates().save(List.of(ROOT), KEY);
        one = here.invitations();
        other = nodes.get(1).invitations();
    }

    private static Instant at(int seconds) {
        return NOW.plusSeconds(seconds);
    }

    private static Invitation invitation(InvitationCode code, int created) {
        return new Invitation(
                code.id(),
                ROOT.id(),
                ROOT.id(),
                ALL.id(),
                Map.of("root", ROOT.id(), "b", "\u00e9\ud83d\ude00\""),
                "Ann's tablet \ud83d\ude00",
                at(created),
                at(created + 100),
                null,
                null,
                "",
                null);
    }

    private Invitation add(int created) {
        InvitationCode code = InvitationCode.random(RANDOM);
        Invitation added = invitation(code, created);
        one.add(added, code.key());
        return added;
    }

    private static List<Certificate> chain(String salt) {
        return List.of(ROOT, Certificate.issue(KEY, ROOT, ALL, ROOT.scopeParams(), OTHER_KEY.publicKey(), salt));
    }

    @Test
    void invitationIsStoredWithoutItsCode() {
        InvitationCode code = InvitationCode.random(RANDOM);
        Invitation added = invitation(code, 0);
        assertThat(one.find(added.id())).isEmpty();
        assertThat(one.key(added.id())).isEmpty();
        assertThat(one.find("no id")).isEmpty();
        one.add(added, code.key());
        assertThat(other.find(added.id())).contains(added);
        assertThat(other.key(added.id()).orElseThrow().toText())
                .isEqualTo(code.key().toText());
        assertThat(added.state(at(99))).isEqualTo(InvitationState.OPEN);
        assertThat(added.state(at(100))).isEqualTo(InvitationState.EXPIRED);
    }

    @Test
    void pagesBeginWithTheNewest() {
        List<Invitation> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            // Some are of the same time.
            newestFirst.add(add(i / 3));
        }
        newestFirst.sort((a, b) -> {
            int byTime = b.created().compareTo(a.created());
            return byTime != 0 ? byTime : b.id().compareTo(a.id());
        });
        List<Invitation> read = new ArrayList<>();
        List<Invitation> page = other.page(null, 2);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = other.page(page.get(page.size() - 1), 2);
        }
        assertThat(read).isEqualTo(newestFirst);
    }

    @Test
    void invitationIsUsedOnce() {
        Invitation open = add(0);
        List<Certificate> chain = chain("a");
        assertThat(one.redeem(open.id(), chain, "tablet 7", at(5))).isTrue();
        assertThat(other.redeem(open.id(), chain("b"), "thief", at(6))).isFalse();
        assertThat(other.revoke(open.id(), at(7))).isFalse();
        Invitation used = other.find(open.id()).orElseThrow();
        assertThat(used.used()).isEqualTo(at(5));
        assertThat(used.usedBy()).isEqualTo(chain.get(1).id());
        assertThat(used.usedByName()).isEqualTo("tablet 7");
        assertThat(used.revoked()).isNull();
        assertThat(used.state(at(7))).isEqualTo(InvitationState.USED);
        assertThat(here.certificates().chain(chain.get(1).id())).isEqualTo(chain);
        assertThat(here.certificates().chain(chain("b").get(1).id())).isEmpty();
    }

    @Test
    void revokedAndExpiredOnesAreNotUsed() {
        Invitation revoked = add(0);
        assertThat(one.revoke(revoked.id(), at(1))).isTrue();
        assertThat(other.revoke(revoked.id(), at(2))).isFalse();
        assertThat(other.redeem(revoked.id(), chain("a"), "", at(3))).isFalse();
        assertThat(other.find(revoked.id()).orElseThrow().revoked()).isEqualTo(at(1));
        assertThat(other.find(revoked.id()).orElseThrow().state(at(3))).isEqualTo(InvitationState.REVOKED);
        Invitation expired = add(0);
        assertThat(one.redeem(expired.id(), chain("a"), "", at(100))).isFalse();
        assertThat(one.redeem("0".repeat(32), chain("a"), "", at(1))).isFalse();
        assertThat(one.revoke("0".repeat(32), at(1))).isFalse();
        assertThat(here.certificates().chain(chain("a").get(1).id())).isEmpty();
    }

    @Test
    void oneOfManyThatUseItAtOnceSucceeds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                Invitation open = add(round);
                CyclicBarrier together = new CyclicBarrier(8);
                List<Future<Boolean>> attempts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    InvitationStore node = i % 2 == 0 ? one : other;
                    List<Certificate> chain = chain(round + " " + i);
                    attempts.add(threads.submit(() -> {
                        together.await(30, TimeUnit.SECONDS);
                        return node.redeem(open.id(), chain, "", at(10));
                    }));
                }
                List<String> stored = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    String certificate = chain(round + " " + i).get(1).id();
                    if (attempts.get(i).get()) {
                        assertThat(one.find(open.id()).orElseThrow().usedBy()).isEqualTo(certificate);
                        stored.add(certificate);
                    } else {
                        assertThat(here.certificates().find(certificate)).isEmpty();
                    }
                }
                assertThat(stored).hasSize(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void keyOfAJoiningStaysUntilTheCertificateIsThere() {
        String id = InvitationCode.random(RANDOM).id();
        assertThat(one.joiningKey(id)).isEmpty();
        assertThat(one.joined(id)).isEmpty();
        assertThat(one.beginJoining(id, OTHER_KEY, at(0)).publicKey()).isEqualTo(OTHER_KEY.publicKey());
        // Another node, or the same after a restart, asks with the same key.
        assertThat(other.joiningKey(id).orElseThrow().publicKey()).isEqualTo(OTHER_KEY.publicKey());
        assertThat(other.beginJoining(id, KEY, at(1)).publicKey()).isEqualTo(OTHER_KEY.publicKey());
        List<Certificate> chain = chain("joined");
        one.joined(id, chain, OTHER_KEY);
        assertThat(other.joined(id)).contains(chain.get(1).id());
        assertThat(other.joiningKey(id)).isEmpty();
        assertThat(here.certificates().key(chain.get(1).id()).orElseThrow().publicKey())
                .isEqualTo(OTHER_KEY.publicKey());
    }

    @Test
    void oldOnesAreRemoved() {
        Invitation old = add(0);
        Invitation newer = add(1);
        one.beginJoining("1".repeat(32), OTHER_KEY, at(100));
        one.beginJoining("2".repeat(32), OTHER_KEY, at(101));
        other.removeOld(at(101));
        assertThat(one.find(old.id())).isEmpty();
        assertThat(one.key(old.id())).isEmpty();
        assertThat(one.find(newer.id())).isPresent();
        assertThat(one.joiningKey("1".repeat(32))).isEmpty();
        assertThat(one.joiningKey("2".repeat(32))).isPresent();
    }
}
