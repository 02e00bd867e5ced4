package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes on two ports, which all tests use. Each test deletes its notes. */
@Timeout(120)
class NotesTest {
    private static Instance founder;
    private static Instance second;

    @BeforeAll
    static void start() throws IOException {
        founder = Instance.start("-Dnotes.founder=true");
        second = Instance.start();
    }

    @AfterAll
    static void stop() {
        if (founder != null) {
            founder.close();
        }
        if (second != null) {
            second.close();
        }
    }

    private static void awaitNotes(Instance instance, String... notes) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(instance.notes()).containsExactly(notes));
    }

    @Test
    void notesTravelBothWays() throws Exception {
        String tickets = founder.post("notes", "Buy tickets").body();
        second.keepInSync(founder);
        awaitNotes(second, "Buy tickets");

        String pack = second.post("notes", "Pack").body();
        awaitNotes(founder, "Buy tickets", "Pack");

        // Nothing asks for it: the founder tells the other one.
        founder.delete("notes/" + tickets);
        awaitNotes(second, "Pack");

        second.delete("notes/" + pack);
        awaitNotes(founder);
    }

    @Test
    void whatIsRolledBackDoesNotTravel() throws Exception {
        second.keepInSync(founder);
        assertThat(founder.post("notes", " ").statusCode()).isEqualTo(500);
        String kept = founder.post("notes", "Kept").body();
        awaitNotes(second, "Kept");
        founder.delete("notes/" + kept);
        awaitNotes(second);
    }
}
