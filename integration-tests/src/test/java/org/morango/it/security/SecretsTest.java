package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.Certificate;
import org.morango.certificate.KeyCipher;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.CertificateRow;
import org.morango.hibernate.internal.store.InvitationRow;
import org.morango.hibernate.internal.store.JoiningRow;
import org.morango.hibernate.internal.store.SharedKeyRow;
import org.morango.hibernate.internal.store.SyncSessionRow;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.InvitationText;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.model.Course;
import org.morango.it.support.Facility;
import org.morango.it.support.OwnJvm;
import org.morango.it.support.Wire;
import org.morango.replica.InvitationStore;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;
import tools.jackson.databind.json.JsonMapper;

/** Private keys and session keys never leave the database, and may be encrypted in it. */
class SecretsTest {
    private static final String PEM = "PRIVATE KEY";

    private static SecretKey key(int filling) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        return new SecretKeySpec(bytes, "AES");
    }

    private static PeerSettings with(KeyCipher cipher) {
        return Facility.settings()
                .trust(trust -> trust.keyCipher(cipher))
                .capabilities(EnumSet.allOf(Capability.class))
                .build();
    }

    private static List<String> stored(TestPeer peer) {
        List<String> stored = new ArrayList<>();
        peer.findAll(CertificateRow.class).stream()
                .filter(row -> row.privateKey != null)
                .forEach(row -> stored.add(row.privateKey));
        peer.findAll(SharedKeyRow.class).forEach(row -> stored.add(row.privateKey));
        peer.findAll(SyncSessionRow.class).stream()
                .filter(row -> row.key != null)
                .forEach(row -> stored.add(row.key));
        return stored;
    }

    private static TestPeers start() {
        return PeersExtension.builder().entities(Course.class).start();
    }

    @Test
    void keysAreEncryptedInTheDatabase() {
        try (TestPeers peers = start()) {
            TestPeer here = peers.get(1);
            Certificate mine = here.certificate();
            assertThat(stored(here)).isNotEmpty().allMatch(text -> text.contains(PEM));
            // Keys in plain text are encrypted at the start.
            Morango encrypted = Morango.on(here.entityManagerFactory(), with(KeyCipher.aes(key(1))));
            Morango there = Morango.on(peers.get(0).entityManagerFactory(), with(KeyCipher.NONE));
            try (MorangoServer server = there.serve(0);
                    MorangoServer unused = encrypted.serve(0);
                    SyncConnection connection = encrypted.connect(Facility.url(server.port()));
                    SyncConnection toItself = encrypted.connect(Facility.url(unused.port()))) {
                SyncClient client = connection.openSession(mine);
                client.pull();
                connection.requestCertificate(peers.rootId(), mine.scopeDefinitionId(), mine.params(), "admin", "pw");
                toItself.pushCertificate(mine, mine.scopeDefinitionId(), mine.params());
                assertThat(stored(here))
                        .hasSizeGreaterThan(3)
                        .allMatch(text -> text.startsWith("{aes-gcm:"))
                        .noneMatch(text -> text.contains(PEM));
                // Another process continues the session.
                Morango next = Morango.on(here.entityManagerFactory(), with(KeyCipher.aes(key(2), key(1))));
                try (SyncConnection again = next.connect(Facility.url(server.port()));
                        SyncClient resumed =
                                again.resumeSession(client.session().id())) {
                    resumed.push();
                }
            }
            assertThatThrownBy(() -> Morango.on(here.entityManagerFactory(), with(KeyCipher.aes(key(1)))))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("keyCipher");
            assertThatThrownBy(() -> Morango.on(here.entityManagerFactory(), with(KeyCipher.NONE)))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("keyCipher");
            Morango.on(here.entityManagerFactory(), with(KeyCipher.aes(key(2))));
        }
    }

    @Test
    void keysOfInvitationsAreEncryptedInTheDatabase() {
        try (TestPeers peers = start()) {
            TestPeer here = peers.get(0);
            IssuedInvitation issued = here.morango()
                    .invitations()
                    .create(InvitationTerms.of(
                            peers.rootId(), here.certificate().scopeDefinitionId()));
            String id = issued.invitation().id();
            InvitationStore store = here.morango().replica().invitations();
            store.beginJoining(id, Facility.CLIENT_KEY, Instant.now());
            assertThat(ofInvitations(here)).contains(issued.code().key().toText(), Facility.CLIENT_KEY.toPem());
            for (KeyCipher cipher : List.of(KeyCipher.aes(key(1)), KeyCipher.aes(key(2), key(1)))) {
                List<String> before = ofInvitations(here);
                Morango encrypted = Morango.on(here.entityManagerFactory(), with(cipher));
                assertThat(ofInvitations(here))
                        .allMatch(text -> text.startsWith("{aes-gcm:"))
                        .doesNotContainAnyElementsOf(before);
                InvitationStore shown = encrypted.replica().invitations();
                assertThat(shown.key(id).orElseThrow().toText())
                        .isEqualTo(issued.code().key().toText());
                assertThat(shown.joiningKey(id).orElseThrow().publicKey()).isEqualTo(Facility.CLIENT_KEY.publicKey());
            }
        }
    }

    private static List<String> ofInvitations(TestPeer peer) {
        return Stream.concat(
                        peer.findAll(InvitationRow.class).stream().map(row -> row.verifierKey),
                        peer.findAll(JoiningRow.class).stream().map(row -> row.privateKey))
                .toList();
    }

    @Test
    void nothingSaysThem(@TempDir Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("log");
        OwnJvm.run(Talk.class, "trace", log, directory.toString());
        List<String> secrets = Files.readAllLines(directory.resolve("secrets"));
        assertThat(secrets).hasSizeGreaterThan(5);
        for (String where : List.of("log", "wire", "texts")) {
            String said = read(directory.resolve(where));
            assertThat(said).as(where).isNotBlank().doesNotContain(PEM);
            assertThat(secrets.stream().filter(said::contains)).as(where).isEmpty();
        }
        assertThat(read(log)).contains("org.morango", "binding parameter", "(secret)");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs whole dialogues, with everything that is logged, sent and shown, in a separate process. */
    static final class Talk {
        private Talk() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            Wire wire = new Wire();
            PeerSettings settings = Facility.settings()
                    .client(client -> client.transport(() -> wire))
                    .capabilities(EnumSet.allOf(Capability.class))
                    .build();
            try (TestPeers peers = start();
                    PrintStream texts =
                            new PrintStream(directory.resolve("texts").toFile())) {
                TestPeer here = peers.get(1);
                Certificate mine = here.certificate();
                Morango client = Morango.on(here.entityManagerFactory(), settings);
                Morango there = Morango.on(peers.get(0).entityManagerFactory(), settings);
                List<String> secrets = new ArrayList<>();
                try (MorangoServer server = there.serve(0);
                        SyncConnection connection = client.connect(Facility.url(server.port()))) {
                    Certificate asked = connection.requestCertificate(
                            peers.rootId(), mine.scopeDefinitionId(), mine.params(), "admin", "pw");
                    connection.pushCertificate(mine, mine.scopeDefinitionId(), mine.params());
                    IssuedInvitation issued =
                            there.invitations().create(InvitationTerms.of(peers.rootId(), mine.scopeDefinitionId()));
                    InvitationText invited = issued.text(Facility.url(server.port()));
                    client.join(invited);
                    secrets.add(invited.tail().split("\\.")[1]);
                    secrets.add(issued.code().key().toText());
                    texts.println(
                            issued + " " + invited + " " + there.invitations().list(null, 9));
                    SyncClient session = connection.openSession(asked);
                    here.inTransaction(entities -> entities.persist(new Course(peers.rootId(), "a", "b")));
                    session.push();
                    session.pull();
                    SyncSession open = session.session();
                    for (Object shown : List.of(
                            session, connection, client, settings, open, asked, server, client.certificates())) {
                        texts.println(shown);
                    }
                    texts.println(JsonMapper.shared().writeValueAsString(open));
                    texts.println(JsonMapper.shared().writeValueAsString(asked));
                    stored(here).forEach(text -> addSecrets(secrets, text));
                    stored(peers.get(0)).forEach(text -> addSecrets(secrets, text));
                    there.certificates().revoke(asked.id(), "");
                    for (Runnable refused : List.<Runnable>of(
                            session::push, () -> connection.openSession(asked), () -> SigningKey.fromPem("x"))) {
                        try {
                            refused.run();
                        } catch (MorangoException e) {
                            e.printStackTrace(texts);
                        }
                    }
                }
                texts.println(SigningKey.fromPem(here.findAll(CertificateRow.class).stream()
                        .flatMap(row -> Stream.ofNullable(row.privateKey))
                        .findFirst()
                        .orElseThrow()));
                Files.write(directory.resolve("secrets"), secrets);
            }
            StringBuilder crossed = new StringBuilder();
            wire.crossings()
                    .forEach(c -> crossed.append(c.request().uri())
                            .append(c.request().headers())
                            .append(c.sent())
                            .append(c.answered())
                            .append('\n'));
            Files.writeString(directory.resolve("wire"), crossed);
        }

        private static final int PIECE = 20;

        /** Adds pieces that occur only in a key, in Base64 and in hexadecimal, in which it might be printed. */
        private static void addSecrets(List<String> secrets, String stored) {
            String base64 = stored.replaceAll("-----[^-]*-----|\\s", "");
            if (base64.length() < 100) {
                secrets.add(base64);
                return;
            }
            // The part before is public.
            byte[] structure = Base64.getDecoder().decode(base64);
            secrets.add(
                    stored.lines().skip(stored.lines().count() / 2).findFirst().orElseThrow());
            int middle = structure.length / 2;
            secrets.add(HexFormat.of().formatHex(structure, middle, middle + PIECE));
        }
    }
}
