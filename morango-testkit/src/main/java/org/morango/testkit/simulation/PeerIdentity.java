package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.testkit.InMemoryReplica;

/** A certificate with its key and its chain. They are always the same, because making keys takes long. */
record PeerIdentity(List<Certificate> chain, SigningKey key, Scope scope) {
    /** Number of users whose rows only some peers may see. */
    static final int USERS = 2;

    private static final int FULL_CLIENTS = 4;
    private static final ScopeDefinition FULL = ScopeDefinition.named("full", InMemoryReplica.PROFILE)
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();
    private static final ScopeDefinition USER = ScopeDefinition.named("user", InMemoryReplica.PROFILE)
            .read("${dataset_id}:shared:")
            .write("${dataset_id}:inbox:")
            .readWrite("${dataset_id}:user-${user_id}:")
            .build();

    /** Identities that are made when first needed. */
    private static final class Made {
        static final SeededRandom RANDOM = new SeededRandom(1);
        static final SigningKey ROOT_KEY = SigningKey.generate(RANDOM);
        static final Certificate ROOT = Certificate.root(ROOT_KEY, FULL, Map.of());
        static final List<PeerIdentity> FULL_ACCESS = new ArrayList<>();
        static final List<PeerIdentity> OF_USERS = new ArrayList<>();
        static final PeerIdentity LIAR;
        static final List<PeerIdentity> FORGED;

        static {
            FULL_ACCESS.add(new PeerIdentity(List.of(ROOT), ROOT_KEY, ROOT.scope(FULL)));
            for (int i = 0; i < FULL_CLIENTS; i++) {
                FULL_ACCESS.add(issued(FULL, ROOT.scopeParams()));
            }
            for (int i = 0; i < USERS; i++) {
                OF_USERS.add(issued(USER, params(String.valueOf(i))));
            }
            LIAR = issued(USER, params("0"));
            FORGED = List.of(
                    forged(FULL, ROOT.scopeParams()),
                    forged(USER, params("1")),
                    forged(USER, params("0 " + ROOT.id())),
                    forged(USER, params("")),
                    forged(USER, params("0:\\u0001")),
                    new PeerIdentity(List.of(ROOT, selfMade()), LIAR.key, ROOT.scope(FULL)));
        }

        static String params(String user) {
            return "{\"dataset_id\": \"" + ROOT.id() + "\", \"user_id\": \"" + user + "\"}";
        }

        static PeerIdentity issued(ScopeDefinition scope, String params) {
            SigningKey key = SigningKey.generate(RANDOM);
            Certificate certificate = Certificate.issue(ROOT_KEY, ROOT, scope, params, key.publicKey(), "");
            return new PeerIdentity(List.of(ROOT, certificate), key, certificate.scope(scope));
        }

        /** Returns an identity whose certificate the liar has signed for a scope that it does not have. */
        static PeerIdentity forged(ScopeDefinition scope, String params) {
            Certificate certificate = Certificate.issue(
                    LIAR.key, LIAR.certificate(), scope, params, LIAR.key.publicKey(), "forged" + params);
            return new PeerIdentity(List.of(ROOT, LIAR.certificate(), certificate), LIAR.key, LIAR.scope);
        }

        /** Returns a certificate that names the root as its issuer, but is signed by the liar. */
        static Certificate selfMade() {
            Certificate real = Certificate.issue(ROOT_KEY, ROOT, FULL, ROOT.scopeParams(), LIAR.key.publicKey(), "x");
            return new Certificate(
                    real.id(),
                    real.parentId(),
                    real.profile(),
                    real.scopeDefinitionId(),
                    real.scopeVersion(),
                    real.scopeParams(),
                    real.publicKey(),
                    real.serialized(),
                    LIAR.key.sign(real.serialized()),
                    real.salt());
        }
    }

    Certificate certificate() {
        return chain.get(chain.size() - 1);
    }

    /** Returns an identity that may see and change everything; the first is the root. */
    static PeerIdentity full(int number) {
        return Made.FULL_ACCESS.get(number);
    }

    /** Returns an identity that may see and change the shared rows and those of a user. */
    static PeerIdentity ofUser(int user) {
        return Made.OF_USERS.get(user);
    }

    /** Returns the identity of the liar, which has the rights of the first user. */
    static PeerIdentity liar() {
        return Made.LIAR;
    }

    /** Returns the forged identities that the liar shows besides its own. */
    static List<PeerIdentity> forged() {
        return Made.FORGED;
    }

    /** Returns whether a certificate is the liar's, or was made by it. */
    static boolean isLying(Certificate certificate) {
        return certificate.publicKey().equals(Made.LIAR.key.publicKey());
    }

    /** Returns the chains of the root and of all honest peers. */
    static List<List<Certificate>> honestChains() {
        return Stream.concat(Made.FULL_ACCESS.stream(), Made.OF_USERS.stream())
                .map(PeerIdentity::chain)
                .toList();
    }

    /** Returns the id of the root certificate, with which all partitions begin. */
    static String root() {
        return Made.ROOT.id();
    }

    /** Returns the partitions: one that all may read, one to which all may add, and those of the users. */
    static List<String> partitions() {
        String root = Made.ROOT.id();
        List<String> partitions = new ArrayList<>(List.of(root + ":shared:", root + ":inbox:"));
        for (int i = 0; i < USERS; i++) {
            partitions.add(root + ":user-" + i + ":");
        }
        return partitions;
    }

    void install(CertificateStore store) {
        store.save(FULL);
        store.save(USER);
        store.save(chain, key);
    }

    /** Installs scope definitions by which the liar may do everything. */
    void installLying(CertificateStore store) {
        store.save(FULL);
        store.save(ScopeDefinition.named(USER.id(), InMemoryReplica.PROFILE)
                .readWrite("${dataset_id}")
                .build());
        store.save(chain, key);
    }
}
