package org.morango.testkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.PeerSettings;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.record.Filter;
import org.morango.session.StageOperation;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** The code of docs/syncing.md compiles, and stands there as it stands here. */
class SyncingExamplesTest {
    private static final Path DOCUMENT = Path.of("../docs/syncing.md");
    private static final Path SOURCE = Path.of("src/test/java/org/morango/testkit/readme/SyncingExamplesTest.java");

    interface SearchIndex {
        void refresh(Filter filter);
    }

    static PeerSettings refreshing(SearchIndex searchIndex) {
        PeerSettings settings = PeerSettings.builder()
                .operation(TransferStage.DESERIALIZING, StageOperation.after(context -> {
                    if (!context.sender() && context.transfer().recordsTransferred() > 0) {
                        searchIndex.refresh(context.transfer().filter());
                    }
                }))
                .build();
        return settings;
    }

    static List<TransferSession> resume(Peer morango, String url, String sessionId) {
        try (SyncConnection connection = morango.connect(url);
                SyncClient client = connection.resumeSession(sessionId)) {
            return client.resume();
        }
    }

    @Test
    void operationIsSet() {
        assertThat(refreshing(filter -> {}).operations(TransferStage.DESERIALIZING))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PeerSettings settings = PeerSettings.builder()",
                ".operation(TransferStage.DESERIALIZING, StageOperation.after(context -> {",
                "if (!context.sender() && context.transfer().recordsTransferred() > 0) {",
                "searchIndex.refresh(context.transfer().filter());",
                "try (SyncConnection connection = morango.connect(url);",
                "SyncClient client = connection.resumeSession(sessionId)) {"
            })
    void documentSaysTheSame(String line) throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains(line);
        assertThat(Files.readString(SOURCE)).contains(line);
    }
}
