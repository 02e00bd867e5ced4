package org.morango.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes on two ports. */
@Timeout(120)
class NotesTest {

    @Test
    void notesTravelBothWays() throws Exception {
        try (Instance founder = Instance.start("-Dnotes.founder=true");
                Instance second = Instance.start()) {
            String tickets = founder.post("notes", "Buy tickets").body();
            second.sync(founder);
            assertThat(second.notes()).containsExactly("Buy tickets");

            assertThat(second.post("notes", "Pack").statusCode()).isEqualTo(200);
            second.sync(founder);
            assertThat(founder.notes()).containsExactly("Buy tickets", "Pack");

            founder.delete("notes/" + tickets);
            second.sync(founder);
            assertThat(second.notes()).containsExactly("Pack");
        }
    }

    @Test
    void whatIsRolledBackDoesNotTravel() throws Exception {
        try (Instance founder = Instance.start("-Dnotes.founder=true");
                Instance second = Instance.start()) {
            assertThat(founder.post("notes", " ").statusCode()).isEqualTo(500);
            founder.post("notes", "Kept");
            second.sync(founder);
            assertThat(second.notes()).containsExactly("Kept");
        }
    }
}
