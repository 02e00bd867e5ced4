package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

    @Test
    void notesTravelBothWays() throws Exception {
        String tickets = founder.post("notes", "Buy tickets").body();
        second.sync(founder);
        assertThat(second.notes()).containsExactly("Buy tickets");

        String pack = second.post("notes", "Pack").body();
        second.sync(founder);
        assertThat(founder.notes()).containsExactly("Buy tickets", "Pack");

        founder.delete("notes/" + tickets);
        second.sync(founder);
        assertThat(second.notes()).containsExactly("Pack");

        second.delete("notes/" + pack);
        second.sync(founder);
        assertThat(founder.notes()).isEmpty();
    }

    @Test
    void whatIsRolledBackDoesNotTravel() throws Exception {
        assertThat(founder.post("notes", " ").statusCode()).isEqualTo(500);
        String kept = founder.post("notes", "Kept").body();
        second.sync(founder);
        assertThat(second.notes()).containsExactly("Kept");
        founder.delete("notes/" + kept);
        second.sync(founder);
    }
}
