package org.morango.example.notes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page itself in a real browser. Skipped if there is none. */
class BrowserTest {
    @Test
    void pageShowsWhatComesByItself(@TempDir(cleanup = CleanupMode.NEVER) Path profile) throws Exception {
        Optional<Path> program = Browser.program();
        if (program.isEmpty()) {
            System.err.println("SKIPPED BrowserTest: there is no chromium on the PATH");
        }
        assumeTrue(program.isPresent(), "a chromium on the PATH");

        try (NotesInstance founder = NotesInstance.founder();
                NotesInstance second = NotesInstance.joining(founder);
                Browser browser = Browser.start(program.get(), profile)) {
            String trip = founder.post("notebooks", "<b>Trip</b>");
            second.awaitContents("<b>Trip</b>: ");
            browser.open(second.url());
            browser.await("document.body && document.body.dataset.connected === 'yes'");

            founder.post("notebooks/" + trip + "/notes", "Buy tickets");
            browser.await("document.querySelectorAll('li input').length === 1");
            assertThat(browser.evaluate("document.querySelector('section h2').textContent"))
                    .isEqualTo("<b>Trip</b>");
            assertThat(browser.evaluate("document.querySelector('li input').value"))
                    .isEqualTo("Buy tickets");

            browser.evaluate("document.querySelector('section form input').value = 'Pack';"
                    + "document.querySelector('section form').requestSubmit()");
            browser.await("document.querySelectorAll('li input').length === 2");
            founder.awaitContents("<b>Trip</b>: Buy tickets, Pack");
            founder.context().close();
            browser.await("document.getElementById('state').textContent.startsWith('founder cannot be reached')");
        }
    }
}
