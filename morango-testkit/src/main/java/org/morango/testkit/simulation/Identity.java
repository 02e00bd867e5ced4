package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.testkit.InMemoryReplica;

/** A certificate with its key and its chain. Always the same ones, as keys take long to make. */
record Identity(List<Certificate> chain, SigningKey key, Scope scope) {
    /** How many users there are whose rows only some peers may see. */
    static final int USERS = 2;

    private static final int FULL_CLIENTS = 4;
    private static final ScopeDefinition FULL = ScopeDefinition.named("full", InMemoryReplica.PROFILE)
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();
    private static final ScopeDefinition USER = ScopeDefinition.named("user", InMemoryReplica.PROFILE)
            .read("${dataset_id}:shared")
            .write("${dataset_id}:inbox")
            .readWrite("${dataset_id}:user:${user_id}:")
            .build();

    /** Made when first needed. */
    private static final class Made {
        static final SeededRandom RANDOM = new SeededRandom(1);
        static final SigningKey ROOT_KEY = SigningKey.generate(RANDOM);
        static final Certificate ROOT = Certificate.root(ROOT_KEY, FULL, Map.of());
        static final List<Identity> FULL_ACCESS = new ArrayList<>();
        static final List<Identity> OF_USERS = new ArrayList<>();

        static {
            FULL_ACCESS.add(new Identity(List.of(ROOT), ROOT_KEY, ROOT.scope(FULL)));
            for (int i = 0; i < FULL_CLIENTS; i++) {
                FULL_ACCESS.add(issued(FULL, ROOT.scopeParams()));
            }
            for (int i = 0; i < USERS; i++) {
                OF_USERS.add(issued(USER, "{\"dataset_id\": \"" + ROOT.id() + "\", \"user_id\": \"" + i + "\"}"));
            }
        }

        static Identity issued(ScopeDefinition scope, String params) {
            SigningKey key = SigningKey.generate(RANDOM);
            Certificate certificate = Certificate.issue(ROOT_KEY, ROOT, scope, params, key.publicKey(), "");
            return new Identity(List.of(ROOT, certificate), key, certificate.scope(scope));
        }
    }

    Certificate certificate() {
        return chain.get(chain.size() - 1);
    }

    /** One that may see and change everything; the first is the root. */
    static Identity full(int number) {
        return Made.FULL_ACCESS.get(number);
    }

    /** One that may see and change what is shared or belongs to a user. */
    static Identity ofUser(int user) {
        return Made.OF_USERS.get(user);
    }

    /** Partitions: what all may read, what all may add to, and those of the users. */
    static List<String> partitions() {
        String root = Made.ROOT.id();
        List<String> partitions = new ArrayList<>(List.of(root + ":shared", root + ":inbox"));
        for (int i = 0; i < USERS; i++) {
            partitions.add(root + ":user:" + i + ":");
        }
        return partitions;
    }

    void install(CertificateStore store) {
        store.save(FULL);
        store.save(USER);
        store.save(chain, key);
    }
}
