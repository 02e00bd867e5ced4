package org.morango.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.morango.invitation.InvitationTerms;
import org.morango.server.MorangoServer;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs the commands of docs/cli.md in order, and compares their output with the document. */
class DocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/cli.md");
    private static final Pattern BLOCK = Pattern.compile("```\n(\\$ morango .*?)```", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    @TempDir
    private Path directory;

    private record Example(String command, String output) {
        static Example of(String block) {
            int end = block.indexOf('\n');
            return new Example(block.substring("$ morango ".length(), end), block.substring(end + 1));
        }

        String name() {
            return Arrays.stream(command.split(" "))
                    .takeWhile(word -> word.matches("[a-z]+"))
                    .collect(Collectors.joining(" "));
        }
    }

    private static List<Example> examples() throws IOException {
        return BLOCK.matcher(Files.readString(DOCUMENT))
                .results()
                .map(match -> Example.of(match.group(1)))
                .toList();
    }

    @Test
    void commandsPrintWhatTheDocumentSays() throws IOException {
        String url = "jdbc:h2:file:" + directory.resolve("school");
        try (Sample sample = Sample.fill(url)) {
            MorangoServer server = sample.morango().serve(0);
            Files.writeString(
                    directory.resolve("invitation.txt"),
                    sample.morango()
                            .invitations()
                            .create(InvitationTerms.of(sample.root, "whole-school"))
                            .text(Sample.address(server))
                            .text());
            for (Example example : examples()) {
                List<String> arguments = new ArrayList<>();
                for (String word : example.command().split(" ")) {
                    arguments.add(ID.matcher(word).matches() ? id(example, sample) : inDirectory(word));
                }
                arguments.addAll(List.of("--db", url));
                Run run = Run.of(arguments.toArray(String[]::new));
                assertThat(run.err()).as(example.command()).isEmpty();
                assertThat(bare(run.out())).as(run.out()).isEqualTo(bare(example.output()));
            }
            server.close();
        }
    }

    /** Returns the id in this database that replaces the id in the document. */
    private static String id(Example example, Sample sample) {
        return switch (example.name()) {
            case "conflicts show" -> sample.conflict;
            case "sessions close" -> sample.openSession;
            case "certificates export", "invite" -> sample.root;
            case "invitations revoke" ->
                sample.morango().invitations().list(null, 1).get(0).id();
            default -> sample.certificate;
        };
    }

    private String inDirectory(String word) {
        return word.matches("\\w+\\.(json|pem|svg|txt)")
                ? directory.resolve(word).toString()
                : word;
    }

    /**
     * Removes what differs each time: ids, times and keys, and therefore the order of rows and the widths of columns.
     */
    private static String bare(String output) {
        if (output.startsWith("{") || output.startsWith("[")) {
            return shape(JsonMapper.shared().readTree(output), "");
        }
        return output.lines()
                .map(line -> ID.matcher(line)
                        .replaceAll("ID")
                        .replaceAll("\\b\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME")
                        .replaceAll("\\b[a-z]{5}(-[a-z]{5})?\\b(?=  (yes|no) |$)", "NAME")
                        .replaceAll("localhost:\\d+", "ADDRESS")
                        .replaceAll("#[0-9A-Z]{26}\\.[0-9A-Z]{30}", "#SECRET")
                        .replaceAll(" +", " ")
                        .strip())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /** Returns the members of a JSON text. */
    private static String shape(JsonNode node, String path) {
        TreeSet<String> paths = new TreeSet<>();
        node.properties().forEach(member -> paths.add(shape(member.getValue(), path + "/" + member.getKey())));
        if (node.isArray()) {
            node.forEach(element -> paths.add(shape(element, path + "/*")));
        }
        return paths.isEmpty() ? path : String.join("\n", paths);
    }

    @Test
    void everyCommandIsDocumented() throws IOException {
        TreeSet<String> shown = new TreeSet<>();
        examples().forEach(example -> shown.add(example.name()));
        assertThat(shown).containsExactlyElementsOf(commands(MorangoCli.commandLine(), ""));
    }

    private static TreeSet<String> commands(CommandLine line, String path) {
        TreeSet<String> names = new TreeSet<>();
        line.getSubcommands().forEach((name, command) -> names.addAll(commands(command, (path + " " + name).strip())));
        return names.isEmpty() ? new TreeSet<>(List.of(path)) : names;
    }

    @Test
    void everyOptionIsDocumented() throws IOException {
        String document = Files.readString(DOCUMENT);
        assertThat(options(MorangoCli.commandLine()))
                .allSatisfy(option -> assertThat(document).contains("`" + option));
    }

    private static Collection<String> options(CommandLine line) {
        TreeSet<String> names = new TreeSet<>();
        line.getCommandSpec().options().forEach(option -> names.add(option.longestName()));
        line.getSubcommands().values().forEach(command -> names.addAll(options(command)));
        return names;
    }
}
