package org.morango.discovery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A root with members, made once because keys take long; kept in a folder for other processes. */
record Family(Certificate root, SigningKey rootKey) {
    static final ScopeDefinition FULL = ScopeDefinition.named("full", InMemoryReplica.PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();

    static final Family FIRST = found();
    static final Family OTHER = found();

    private static Family found() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        return new Family(Certificate.root(key, FULL, Map.of()), key);
    }

    /** A member's certificate with its key. */
    record Member(List<Certificate> chain, SigningKey key) {
        Certificate leaf() {
            return chain.get(chain.size() - 1);
        }

        void write(Path folder) throws IOException {
            Files.writeString(folder.resolve("chain"), CertificateJson.renderChain(chain));
            Files.writeString(folder.resolve("key"), key.toPem());
        }

        static Member read(Path folder) throws IOException {
            return new Member(
                    CertificateJson.parseChain(Files.readString(folder.resolve("chain"))),
                    SigningKey.fromPem(Files.readString(folder.resolve("key"))));
        }
    }

    Member member(String name) {
        SigningKey key = SigningKey.generate(new SecureRandom());
        Certificate leaf = Certificate.issue(rootKey, root, FULL, root.scopeParams(), key.publicKey(), name);
        return new Member(List.of(root, leaf), key);
    }

    /** Returns an empty database. */
    static InMemoryReplica database() {
        Random random = new SecureRandom();
        InMemoryReplica replica = new InMemoryReplica(Ids.random(random), random);
        replica.certificates().save(FULL);
        return replica;
    }

    static InMemoryReplica database(Member member) {
        InMemoryReplica replica = database();
        replica.certificates().save(member.chain(), member.key());
        return replica;
    }

    static Peer peer(InMemoryReplica replica) {
        return Peer.on(replica, PeerSettings.defaults());
    }

    String put(InMemoryReplica replica, String source) {
        return replica.put("lesson", source, root.id() + ":lessons", "{\"title\":\"" + source + "\"}");
    }
}
