package org.morango.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Two instances on two ports. */
class NotesTest {

    @Test
    void notesTravelBothWays() throws Exception {
        try (NotesInstance founder = NotesInstance.start("notes.founder=true");
                NotesInstance second = NotesInstance.joining(founder)) {
            String trip = founder.post("notebooks", "Trip");
            String tickets = founder.post("notebooks/" + trip + "/notes", "Buy tickets");
            assertThat(second.status("POST", "notebooks", "Too early")).isEqualTo(409);

            assertThat(second.sync()).contains("progress", "changed").endsWith("succeeded");
            assertThat(second.contents()).containsExactly("Trip: Buy tickets");

            second.post("notebooks/" + trip + "/notes", "Pack");
            assertThat(second.status("PUT", "notes/" + tickets, "Tickets are bought"))
                    .isEqualTo(200);
            second.post("notebooks", "Books");
            second.sync();
            assertThat(founder.contents())
                    .containsExactlyElementsOf(second.contents())
                    .hasSize(2)
                    .anySatisfy(line -> assertThat(line).contains("Tickets are bought", "Pack"));

            assertThat(founder.status("DELETE", "notes/" + tickets, "")).isEqualTo(204);
            second.sync();
            assertThat(second.contents()).containsExactly("Books: ", "Trip: Pack");
        }
    }

    @Test
    void strangersDoNotJoin() throws Exception {
        try (NotesInstance founder = NotesInstance.start("notes.founder=true");
                NotesInstance stranger =
                        NotesInstance.start("morango.peers[0].url=" + founder.url(), "notes.password=guessed")) {
            founder.post("notebooks", "Private");
            assertThat(stranger.sync()).endsWith("failed");
            assertThat(stranger.contents()).isEmpty();
        }
    }

    @Test
    void emptyAndLongTextsAreRefused() throws Exception {
        try (NotesInstance founder = NotesInstance.start("notes.founder=true")) {
            assertThat(founder.status("POST", "notebooks", " ")).isEqualTo(400);
            assertThat(founder.status("POST", "notebooks", "x".repeat(201))).isEqualTo(400);
            assertThat(founder.status("POST", "notebooks/0/notes", "x")).isEqualTo(404);
        }
    }
}
