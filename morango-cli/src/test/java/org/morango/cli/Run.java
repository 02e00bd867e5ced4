package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Result of one command. */
record Run(int exitCode, String out, String err) {

    static Run of(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                MorangoCli.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = line.execute(args);
        return new Run(code, out.toString(), err.toString());
    }

    /** Returns the object that a successful command has printed. */
    JsonNode json() {
        assertThat(err).isEmpty();
        assertThat(out).endsWith("}\n").doesNotContain("PRIVATE KEY");
        assertThat(out.lines()).hasSize(1);
        return JsonMapper.shared().readTree(out);
    }

    /** Returns one column of a table. */
    static List<String> texts(JsonNode rows, String member) {
        List<String> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(row.get(member).asString()));
        return texts;
    }

    /** Asserts that the command has failed with this one line. */
    void assertFailed(String line) {
        assertThat(err).isEqualTo("morango: " + line + System.lineSeparator());
        assertThat(out).isEmpty();
        assertThat(exitCode).isEqualTo(MorangoCli.FAILED);
    }
}
