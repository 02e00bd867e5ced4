package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one command did. */
record Run(int exitCode, String out, String err) {

    static Run of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                MorangoCli.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = line.execute(args);
        return new Run(code, out.toString(), err.toString());
    }

    /** The object that a command prints which has to succeed. */
    JsonNode json() {
        assertThat(err).isEmpty();
        assertThat(out).endsWith("}\n").doesNotContain("PRIVATE KEY");
        assertThat(out.lines()).hasSize(1);
        return JsonMapper.shared().readTree(out);
    }

    /** One column of a table. */
    static List<String> texts(JsonNode rows, String member) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(member).asString()));
        return texts;
    }

    /** That it has failed as a command has to: by one line. */
    void assertFailed(String line) {
        assertThat(err).isEqualTo("morango: " + line + System.lineSeparator());
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(MorangoCli.FAILED);
    }
}
