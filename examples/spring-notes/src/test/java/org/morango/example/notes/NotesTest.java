package org.morango.example.notes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two instances on two ports. */
class NotesTest {

    @Test
    void notesTravelBothWays() throws Exception {
        try (NotesInstance founder = NotesInstance.founder();
                NotesInstance second = NotesInstance.joining(founder)) {
            second.post("notebooks", "Before joining");
            String trip = founder.post("notebooks", "Trip");
            String tickets = founder.post("notebooks/" + trip + "/notes", "Buy tickets");
            second.awaitContents("Before joining: ", "Trip: Buy tickets");
            founder.awaitContents("Before joining: ", "Trip: Buy tickets");

            second.post("notebooks/" + second.notebook("Trip") + "/notes", "Pack");
            founder.awaitContents("Before joining: ", "Trip: Buy tickets, Pack");
            assertThat(founder.status("PUT", "notes/" + tickets, "Tickets are bought"))
                    .isEqualTo(200);
            second.awaitContents("Before joining: ", "Trip: Pack, Tickets are bought");

            assertThat(founder.status("DELETE", "notes/" + tickets, "")).isEqualTo(204);
            second.awaitContents("Before joining: ", "Trip: Pack");
        }
    }

    @Test
    void pagesAreToldOfTheState() throws Exception {
        try (NotesInstance founder = NotesInstance.founder();
                NotesInstance second = NotesInstance.joining(founder)) {
            second.awaitState("UP_TO_DATE");
            List<String> events = second.eventsUntil("changed", () -> founder.post("notebooks", "Trip"));
            assertThat(events).contains("progress");
        }
    }

    @Test
    void strangersDoNotJoin() throws Exception {
        try (NotesInstance founder = NotesInstance.founder();
                NotesInstance stranger = NotesInstance.joining(founder, "guessed")) {
            founder.post("notebooks", "Private");
            stranger.awaitState("REFUSED");
            assertThat(stranger.contents()).isEmpty();
        }
    }

    @Test
    void emptyAndLongTextsAreRefused() throws Exception {
        try (NotesInstance founder = NotesInstance.founder()) {
            assertThat(founder.status("POST", "notebooks", " ")).isEqualTo(400);
            assertThat(founder.status("POST", "notebooks", "x".repeat(201))).isEqualTo(400);
            assertThat(founder.status("POST", "notebooks/0/notes", "x")).isEqualTo(404);
        }
    }
}
