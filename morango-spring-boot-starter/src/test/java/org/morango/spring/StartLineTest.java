package org.morango.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.morango.Peer;
import org.morango.server.MorangoServer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** At its start a peer logs once who it is and where it is served. */
@ExtendWith(OutputCaptureExtension.class)
class StartLineTest {
    private LoggedInfo logged;

    @BeforeEach
    void logInfo() {
        logged = LoggedInfo.of(Peer.class);
    }

    @AfterEach
    void logAsBefore() {
        logged.close();
    }

    private static List<String> lines(CapturedOutput output) {
        return output.getAll()
                .lines()
                .filter(line -> line.contains("Morango peer"))
                .toList();
    }

    @Test
    void applicationWithAWebServerSaysItsPortAndPath(CapturedOutput output) {
        try (RunningApp app = RunningApp.start("line-" + UUID.randomUUID(), "morango.server.path=sync")) {
            String peer = app.morango().instance().id().substring(0, 8);
            assertThat(lines(output))
                    .singleElement()
                    .asString()
                    .contains(" INFO ")
                    .endsWith("Morango peer " + peer + " with profiles notes, served at port "
                            + app.context().getEnvironment().getProperty("local.server.port") + ", path /sync/");
        }
    }

    @Test
    void serverOfTheApplicationsOwnSaysItsAddress(CapturedOutput output) {
        try (RunningApp app = RunningApp.start("line-" + UUID.randomUUID(), "morango.server.enabled=false")) {
            assertThat(lines(output)).singleElement().asString().endsWith("served at no address: it only calls others");
            try (MorangoServer server = app.morango().serve(0)) {
                assertThat(lines(output))
                        .hasSize(2)
                        .last()
                        .asString()
                        .endsWith("served at http://localhost:" + server.port()
                                + "/ and all other addresses of this machine");
            }
        }
    }
}
