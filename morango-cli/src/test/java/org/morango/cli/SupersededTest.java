package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.Life;
import org.morango.certificate.SigningKey;
import org.morango.record.ScopeDefinition;

/** Superseded certificates are listed as such, and revoked together with the newer one. */
class SupersededTest {
    private static final Instant NOW = Instant.now();
    private static final ScopeDefinition PART = ScopeDefinition.named("part", "school")
            .readWrite("${school_id}:part")
            .build();

    @TempDir
    private Path directory;

    private String url = "";

    private Run run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--db", url));
        return Run.of(all.toArray(String[]::new));
    }

    private void hold(List<Certificate> chain, SigningKey key) throws IOException {
        Path file =
                Files.writeString(directory.resolve(chain.get(1).salt() + ".json"), CertificateJson.renderChain(chain));
        Path pem = Files.writeString(directory.resolve(chain.get(1).salt() + ".pem"), key.toPem());
        assertThat(run("certificates", "import", file.toString(), "--private-key", pem.toString())
                        .exitCode())
                .isZero();
    }

    private Map<String, String> states() {
        return StreamSupport.stream(
                        run("certificates", "list", "--json")
                                .json()
                                .get("certificates")
                                .spliterator(),
                        false)
                .collect(Collectors.toMap(
                        c -> c.get("id").stringValue(), c -> c.get("state").stringValue()));
    }

    @Test
    void supersededOnesAreToldAndRevokedWithTheOthersOfTheirLine() throws IOException {
        url = "jdbc:h2:file:" + directory.resolve("school");
        try (Sample sample = Sample.fill(url)) {
            sample.morango().certificates().define(PART);
            Certificate root = sample.morango().certificates().find(sample.root).orElseThrow();
            SigningKey key = SigningKey.fromPem(
                    run("certificates", "export", sample.root, "--private-key").out());
            Certificate first = Certificate.issue(
                    key,
                    root,
                    PART,
                    root.scopeParams(),
                    key.publicKey(),
                    "first",
                    Life.from(NOW, NOW.plus(Duration.ofDays(9))));
            Certificate second =
                    Certificate.renewal(key, root, first, key.publicKey(), "second", NOW, NOW.plus(Duration.ofDays(9)));
            hold(List.of(root, first), key);
            assertThat(states()).containsEntry(first.id(), "good");
            hold(List.of(root, second), key);
            assertThat(states()).containsEntry(first.id(), "superseded").containsEntry(second.id(), "good");
            assertThat(run("certificates", "show", first.id()).out()).containsPattern("state +superseded");
            assertThat(run("certificates", "revoke", first.id(), "--yes", "--reason", "lost")
                            .exitCode())
                    .isZero();
            assertThat(states())
                    .containsEntry(first.id(), "revoked")
                    .containsEntry(second.id(), "revoked")
                    .containsEntry(root.id(), "good");
            assertThat(run("certificates", "show", second.id()).out())
                    .containsPattern("revoked +" + first.id())
                    .contains("lost");
        }
    }
}
